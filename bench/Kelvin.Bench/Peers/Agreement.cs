using System.Security.Cryptography;

namespace Kelvin.Bench.Peers;

/// <summary>Whether two engines gave every lead the same scores, by checksum and, where they differ, by lead.</summary>
internal sealed record Agreement(string Checksum, int Different, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 10;

    public bool IsFull => Different == 0;

    public static Agreement Of(string ours, string theirs)
    {
        var checksum = ChecksumOf(theirs);
        if (checksum == ChecksumOf(ours)) return new(checksum, 0, []);
        var different = 0;
        var examples = new List<string>();
        using var a = File.ReadLines(ours).GetEnumerator();
        using var b = File.ReadLines(theirs).GetEnumerator();
        while (a.MoveNext() | b.MoveNext())
        {
            if (a.Current == b.Current) continue;
            different++;
            if (examples.Count < MostExamples) examples.Add($"{a.Current} against {b.Current}");
        }
        return new(checksum, different, examples);
    }

    private static string ChecksumOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
    }
}
