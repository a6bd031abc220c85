using System.CommandLine;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan preview</c>: what a plan would do to everybody on a running server, before it is published.</summary>
public static class PlanPreviewCommand
{
    public static Command Create()
    {
        var file = PlanServer.FileArgument();
        var movers = new Option<int>("--movers") { Description = "How many of those who move are told one by one, with the reasons.", DefaultValueFactory = _ => 10 };
        var by = new Option<string>("--by") { Description = "label, grade, level, verdict or stage: what a band is.", DefaultValueFactory = _ => "label" };
        var json = PlanServer.JsonOption();
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("preview", "Shows what a plan would do to everybody, beside the version that scores. Changes nothing.") { file, movers, by, json, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            var (plan, text, mediaType) = PlanServer.Read(arguments.GetValue(file)!);
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var query = $"?movers={arguments.GetValue(movers)}&by={PlanServer.Escaped(arguments.GetValue(by)!)}";
            var preview = server.Preview(plan.Id, text, mediaType, query, Console.Error.WriteLine);
            if (arguments.GetValue(json)) Commanded.WriteJson(writer => preview.WriteTo(writer));
            else foreach (var line in PreviewText.Lines(preview)) Console.WriteLine(line);
            return Commanded.Fine;
        }));
        return command;
    }
}
