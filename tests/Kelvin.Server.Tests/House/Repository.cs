namespace Kelvin.Server.Tests.House;

/// <summary>The working copy that these tests were built from: house rules read the sources, not the assemblies.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs =
        [".git", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "wwwroot", "dist", ".work", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files that people wrote, as paths with '/' relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesEnding(params string[] endings) =>
        Files.Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(IsOurs))
            foreach (var file in Walk(inner))
                yield return file;
    }

    // The embedded store's default folder lies at the root only; a folder named data elsewhere is ours.
    private static bool IsOurs(string folder) =>
        !NotOurs.Contains(Path.GetFileName(folder)) && Path.GetRelativePath(Root, folder) != "data";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kelvin.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests must run inside a working copy.");
        return folder.FullName;
    }
}
