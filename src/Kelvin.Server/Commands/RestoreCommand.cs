using System.CommandLine;
using System.Globalization;
using Kelvin.Server.Erasure;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Erasure;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin restore</c>: puts a backup in the place of the store. Who was erased since stays erased.</summary>
public static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The backup." };
        var store = new Option<string?>("--store") { Description = "The database to put it in the place of; otherwise Kelvin__Store, otherwise data/kelvin.db. No server may be using it." };
        var replace = new Option<bool>("--replace") { Description = "There is a store already: keep it beside, named .replaced." };
        var erased = new Option<string[]>("--erased") { Description = "One more file of the erased, if the one beside the store was lost.", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Do not compute every score again; the pages are checked in any case." };
        var command = new Command("restore", "Puts a backup in the place of the store; those erased since it was made are erased again.") { file, store, replace, erased, quick };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() =>
            Run(arguments.GetValue(file)!, arguments.GetValue(store), arguments.GetValue(replace), arguments.GetValue(erased) ?? [], arguments.GetValue(quick), cancellation))));
        return command;
    }

    private static int Run(string backup, string? path, bool replace, string[] erased, bool quick, CancellationToken cancellation)
    {
        var settings = KelvinSettings.FromEnvironment(path).ToStoreSettings();
        if (!File.Exists(backup)) throw new CommandException($"There is no backup at '{backup}'.");
        foreach (var missing in erased.Where(one => !File.Exists(one))) throw new CommandException($"There is no file at '{missing}'.");
        var isThere = File.Exists(settings.Path);
        if (isThere && !replace) throw new CommandException($"There is a store at '{settings.Path}': say --replace to put the backup in its place.");
        if (StoreFiles.Damage(backup) is { } damage) throw new CommandException($"'{backup}' is damaged: {damage}");

        var leads = 0;
        Checked? restored = null;
        StoreFiles.Replace(settings, backup, part =>
        {
            leads = ForgetAgain(settings, part, erased);
            restored = Checked.Of(settings with { Path = part }, quick, cancellation);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Path}: {restored!.Leads:N0} leads, {restored.Events:N0} events.{(leads == 0 ? "" : $" {leads:N0} leads that were erased since the backup are erased again.")}"));
        if (isThere) Console.WriteLine($"The store that was there is now '{settings.Path + StoreFiles.Replaced}'. Delete it when you need it no more: it holds personal data.");
        foreach (var finding in restored.Findings.Take(20)) Console.WriteLine($"{finding.Fault}: {finding.Subject}: {finding.Message}");
        if (restored.Findings.Count > 0) Console.WriteLine($"{restored.Findings.Count} differences: the backup has them. See kelvin verify.");
        return restored.Findings.Count == 0 ? Commanded.Fine : Commanded.SomethingIsWrong;
    }

    /// <summary>Brings the copy's schema up to date and erases in it, so that nobody is back at any moment.</summary>
    private static int ForgetAgain(StoreSettings settings, string part, string[] erased)
    {
        using var store = Store.Open(settings with { Path = part }, TimeProvider.System);
        var others = erased.SelectMany(file => ErasedFile.Read(file, store.Key)).ToList();
        // Killed between two steps, an earlier run may have left the old store under its new name.
        foreach (var old in (string[])[settings.Path, settings.Path + StoreFiles.Replaced]) others.AddRange(Buried(settings with { Path = old }, store));
        return ErasedAgain.Apply(store, TimeProvider.System, others).GetAwaiter().GetResult();
    }

    private static List<Tombstone> Buried(StoreSettings old, Store restored)
    {
        if (!File.Exists(old.Path)) return [];
        try
        {
            using var store = Store.OpenForReading(old);
            using var snapshot = store.Read();
            return store.Key.Fingerprint.SequenceEqual(restored.Key.Fingerprint) ? store.Erasures.Tombstones(snapshot) : [];
        }
        catch (StoreException fault)
        {
            Console.Error.WriteLine($"kelvin: who was erased cannot be read from '{old.Path}', so only the file of the erased counts: {fault.Message}");
            return [];
        }
    }
}
