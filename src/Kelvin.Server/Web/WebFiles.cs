using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Kelvin.Server.Web;

/// <summary>One file of the web app as browsers may ask for it.</summary>
/// <param name="Gzip">The same, compressed when the web app was built; null where that would not be smaller.</param>
internal sealed record WebFile(string ContentType, byte[] Bytes, byte[]? Gzip, byte[]? Brotli, string Tag);

/// <summary>
/// The files of the web app: a fixed list that lies in the program itself, so that no address leads to a file of the machine.
/// </summary>
internal sealed class WebFiles
{
    private const string Folder = "web/";
    private const string Index = "/index.html";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
        [".json"] = "application/json",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, WebFile> files;

    public WebFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToDictionary(
            name => "/" + name[Folder.Length..].Replace('\\', '/'), name => Read(assembly, name), StringComparer.Ordinal);
        Page = found.Remove(Index, out var page) ? System.Text.Encoding.UTF8.GetString(page) : null;
        files = found.Where(file => ContentTypes.ContainsKey(Path.GetExtension(file.Key))).ToFrozenDictionary(
            file => file.Key,
            file => new WebFile(
                ContentTypes[Path.GetExtension(file.Key)], file.Value, found.GetValueOrDefault(file.Key + ".gz"), found.GetValueOrDefault(file.Key + ".br"),
                $"\"{Convert.ToHexStringLower(SHA256.HashData(file.Value).AsSpan(0, 12))}\""),
            StringComparer.Ordinal);
    }

    /// <summary>The page that every address of the app gives; null when the program was built without the web app.</summary>
    public string? Page { get; }

    public IEnumerable<string> Paths => files.Keys;

    public WebFile? Find(string path) => files.GetValueOrDefault(path);

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
