using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kelvin.Server.Import;

/// <summary>A file that a page sent: on disk while it is read, and gone afterwards.</summary>
internal sealed class UploadedFile : IDisposable
{
    /// <summary>What a person sends from a page. Larger files are the command line's.</summary>
    public const int MostMegabytes = 64;

    private const int LongestName = 120;

    private UploadedFile(string path, string name) => (Path, Name) = (path, name);

    public string Path { get; }

    /// <summary>What the sender calls it. Never part of a path.</summary>
    public string Name { get; }

    /// <summary>Null: it is larger than is taken.</summary>
    public static async Task<UploadedFile?> Receive(HttpContext http, string? name)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } host) host.MaxRequestBodySize = MostMegabytes * 1024L * 1024L;
        if (http.Request.ContentLength > MostMegabytes * 1024L * 1024L) return null;
        var file = new UploadedFile(System.IO.Path.GetTempFileName(), Shown(name));
        try
        {
            await using var stream = File.Create(file.Path);
            await http.Request.Body.CopyToAsync(stream, http.RequestAborted);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What was said of the file on disk, as it is said to its sender.</summary>
    public string Said(string message) => message.Replace(Path, Name, StringComparison.Ordinal);

    public void Dispose() => File.Delete(Path);

    private static string Shown(string? name)
    {
        var shown = new string([.. (name ?? "").Where(sign => !char.IsControl(sign)).Take(LongestName)]).Trim();
        return shown.Length > 0 ? shown : "leads.csv";
    }
}
