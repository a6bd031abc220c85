namespace Kelvin.Server.Access.Passwords;

/// <summary>Which passwords may be chosen: long enough, and not one that everybody tries first. What they are made of is nobody's business.</summary>
internal static class PasswordWishes
{
    public const int Shortest = 8;
    public const int Longest = 256;

    private static readonly Lazy<HashSet<string>> WellKnown = new(Read);

    /// <summary>What is wrong with the password, as a sentence; null when nothing is.</summary>
    /// <param name="email">Whose it is to be.</param>
    public static string? Problem(string password, string email, string name)
    {
        if (password.Length < Shortest) return $"A password has at least {Shortest} characters.";
        if (password.Length > Longest) return $"A password has at most {Longest} characters.";
        var folded = password.ToLowerInvariant();
        if (WellKnown.Value.Contains(folded) || folded.Distinct().Count() <= 2) return "That is one of the passwords that are tried first. Choose another; a few words that do not belong together are good.";
        string[] own = [email, email.Split('@')[0], name, "kelvin"];
        return own.Any(word => word.Length > 2 && folded.Trim('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.', '?', '-', '_') == word.ToLowerInvariant())
            ? "A password that is your name, your address or the name of this program is easily guessed."
            : null;
    }

    private static HashSet<string> Read()
    {
        using var reader = new StreamReader(typeof(PasswordWishes).Assembly.GetManifestResourceStream("well-known-passwords.txt")!);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') known.Add(line);
        }
        return known;
    }
}
