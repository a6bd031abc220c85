using System.CommandLine;
using System.Text.Json;
using Kelvin.Server.Settings;
using Kelvin.Server.Verification;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin verify</c>: computes every score again from history and reports each difference. A server may be running.</summary>
public static class VerifyCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report as JSON, one object a line." };
        var store = new Option<string?>("--store") { Description = "The database; otherwise Kelvin__Store, otherwise data/kelvin.db." };
        var command = new Command("verify", "Computes every score again from its history and reports each difference.") { json, store };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() => Run(arguments.GetValue(store), arguments.GetValue(json), cancellation))));
        return command;
    }

    private static int Run(string? path, bool asJson, CancellationToken cancellation)
    {
        using var store = Store.OpenForReading(KelvinSettings.FromEnvironment(path).ToStoreSettings());
        using var snapshot = store.Read();
        var findings = 0;
        var verifier = new Verifier(store, snapshot, finding =>
        {
            findings++;
            Console.WriteLine(asJson
                ? JsonSerializer.Serialize(new { fault = finding.Fault.ToString(), subject = finding.Subject, message = finding.Message })
                : $"{finding.Fault}: {finding.Subject}: {finding.Message}");
        });
        verifier.Run(cancellation);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(new { leads = verifier.Leads, differences = findings }));
        else Console.WriteLine($"{verifier.Leads} leads, {findings} differences.");
        return findings == 0 ? Commanded.Fine : Commanded.SomethingIsWrong;
    }
}
