using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Server.PlanTests;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan test</c>: runs the tests that stand beside plans.</summary>
public static class PlanTestCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Plans, whose tests stand beside them as NAME.tests.yaml, or files of tests.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "The outcome as JSON." };
        var command = new Command("test", "Runs the tests that stand beside plans.") { files, json };
        command.SetAction(arguments => Commanded.Run(() => Run(arguments.GetValue(files)!, arguments.GetValue(json))));
        return command;
    }

    private static int Run(string[] files, bool asJson)
    {
        var outcomes = files.Select(TestsOf).Distinct(StringComparer.Ordinal).Select(file =>
        {
            var tests = PlanTestFile.Read(file);
            return new Outcome(file, tests, tests.Problems.Count == 0 ? PlanTestRunner.Run(tests) : []);
        }).ToList();
        if (asJson) WriteJson(outcomes);
        else WriteText(outcomes);
        return outcomes.TrueForAll(outcome => outcome.IsFine) ? Commanded.Fine : Commanded.SomethingIsWrong;
    }

    /// <summary>The file itself if it has tests in it, else the one beside the plan.</summary>
    private static string TestsOf(string file)
    {
        var name = Path.GetFileName(file);
        if (name.EndsWith(PlanTestFile.Extension, StringComparison.OrdinalIgnoreCase)) return file;
        var beside = Path.Combine(Path.GetDirectoryName(file) ?? "", Path.GetFileNameWithoutExtension(file) + PlanTestFile.Extension);
        if (File.Exists(beside)) return beside;
        if (File.Exists(file) && File.ReadLines(file).Any(line => line.StartsWith("tests:", StringComparison.Ordinal))) return file;
        throw new CommandException($"{file} has no tests: {beside} is not there.");
    }

    private static void WriteText(List<Outcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            foreach (var problem in outcome.File.Problems) Console.WriteLine(problem);
            foreach (var failure in outcome.Failures) Write(outcome.Name, failure);
        }
        var tests = outcomes.Sum(outcome => outcome.File.Tests.Count);
        var failed = outcomes.Sum(outcome => outcome.Failed);
        var broken = outcomes.Count(outcome => outcome.File.Problems.Count > 0);
        Console.WriteLine($"{tests} tests, {failed} failed{(broken > 0 ? $", {broken} files with problems" : "")}.");
    }

    private static void Write(string file, PlanTestFailure failure)
    {
        Console.WriteLine($"{file}:{failure.Expectation.Line}: {failure.Test.Name}, at {Dates.ToText(failure.Expectation.At)}");
        foreach (var difference in failure.Differences) Console.WriteLine($"    {difference}");
        if (failure.MadeOf.Count == 0) return;
        Console.WriteLine("    The score is made of:");
        foreach (var (name, points) in failure.MadeOf) Console.WriteLine($"        {points.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture),8}  {name}");
    }

    private static void WriteJson(List<Outcome> outcomes) => Commanded.WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            writer.WriteStartObject();
            writer.WriteString("file", outcome.Name);
            writer.WriteNumber("tests", outcome.File.Tests.Count);
            writer.WriteNumber("failed", outcome.Failed);
            writer.WriteStartArray("problems");
            foreach (var problem in outcome.File.Problems) writer.WriteStringValue(problem);
            writer.WriteEndArray();
            writer.WriteStartArray("failures");
            foreach (var failure in outcome.Failures) Write(writer, failure);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, PlanTestFailure failure)
    {
        writer.WriteStartObject();
        writer.WriteString("test", failure.Test.Name);
        writer.WriteNumber("line", failure.Expectation.Line);
        writer.WriteString("at", Dates.ToText(failure.Expectation.At));
        writer.WriteStartArray("differences");
        foreach (var difference in failure.Differences) writer.WriteStringValue(difference);
        writer.WriteEndArray();
        writer.WriteStartObject("madeOf");
        foreach (var part in failure.MadeOf.GroupBy(part => part.Key)) writer.WriteNumber(part.Key, part.Sum(one => one.Value));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private sealed record Outcome(string Name, PlanTestFile File, IReadOnlyList<PlanTestFailure> Failures)
    {
        public int Failed => Failures.Select(failure => failure.Test).Distinct().Count();
        public bool IsFine => Failures.Count == 0 && File.Problems.Count == 0;
    }
}
