namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Finds the known word that a misspelled one was probably meant to be.</summary>
internal static class Nearest
{
    private const int LongestWord = 60;

    /// <summary>The nearest word by edit distance (a swap of neighbours counts as one), or null if none is near.</summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        var plain = Plain(written);
        if (plain.Length is 0 or > LongestWord) return null;
        string? best = null;
        var least = 1 + Math.Max(1, plain.Length / 3);
        foreach (var word in known)
        {
            if (Math.Abs(word.Length - plain.Length) > LongestWord) continue;
            var distance = Distance(plain, Plain(word), least);
            if (distance >= least) continue;
            (best, least) = (word, distance);
            if (least == 0) break;
        }
        return best;
    }

    /// <summary><c>startsWith</c>, <c>starts-with</c> and <c>Starts_With</c> are one word.</summary>
    private static string Plain(string word) => word.Replace("_", "").Replace("-", "").Replace(" ", "").ToLowerInvariant();

    private static int Distance(string left, string right, int enough)
    {
        if (Math.Abs(left.Length - right.Length) >= enough) return enough;
        var before = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[right.Length];
    }
}
