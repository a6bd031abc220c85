using System.CommandLine;
using System.Text.Json;
using Kelvin.Scoring.Plans;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan validate</c>: every problem of some plans at once.</summary>
public static class PlanValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Plans, in YAML or JSON.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "The problems as JSON." };
        var command = new Command("validate", "Reads plans and tells every problem with its place.") { files, json };
        command.SetAction(arguments => Commanded.Run(() => Run(arguments.GetValue(files)!, arguments.GetValue(json))));
        return command;
    }

    private static int Run(string[] files, bool asJson)
    {
        var readings = files.Select(file => (File: file, Reading: PlanFiles.Reading(file))).ToList();
        if (asJson) WriteJson(readings);
        else WriteText(readings);
        return readings.TrueForAll(one => one.Reading.IsValid) ? Commanded.Fine : Commanded.SomethingIsWrong;
    }

    private static void WriteText(List<(string File, PlanReading Reading)> readings)
    {
        foreach (var (file, reading) in readings)
        {
            if (reading.Plan is { } plan) Console.WriteLine($"{file}: plan '{plan.Id}' is valid.");
            foreach (var problem in reading.Problems) Console.WriteLine($"{file}:{problem}");
        }
    }

    private static void WriteJson(List<(string File, PlanReading Reading)> readings) => Commanded.WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (var (file, reading) in readings)
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteBoolean("valid", reading.IsValid);
            writer.WriteString("plan", reading.Plan?.Id);
            writer.WriteStartArray("problems");
            foreach (var problem in reading.Problems) Write(writer, problem);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, PlanProblem problem)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", problem.Line);
        writer.WriteNumber("column", problem.Column);
        writer.WriteString("path", problem.Path);
        writer.WriteString("message", problem.Message);
        writer.WriteString("allowed", problem.Allowed);
        writer.WriteString("nearest", problem.Nearest);
        writer.WriteEndObject();
    }
}
