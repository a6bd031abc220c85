namespace Kelvin.Scoring.Plans;

/// <summary>How large a plan and its parts may be: a plan is text from a stranger, and what scores it must stay fast.</summary>
public static class PlanLimits
{
    /// <summary>Of the whole text, in bytes of UTF-8. A larger text is refused unread.</summary>
    public const int TextBytes = 1 << 20;

    /// <summary>Mappings and lists within each other.</summary>
    public const int Depth = 32;

    /// <summary>Scalars, lists and mappings of one document.</summary>
    public const int Nodes = 200_000;

    /// <summary>Rules of both sides together, those in groups included.</summary>
    public const int Rules = 2_000;

    /// <summary>Entries of one table or list: <c>values</c>, <c>bands</c>, <c>in</c>, <c>on</c> and the like.</summary>
    public const int Entries = 10_000;

    /// <summary>Grades, and levels, of one plan: what refers to a label is checked against all that there can be.</summary>
    public const int Marks = 100;

    /// <summary>Characters of a name, an id, a path or the name of an event.</summary>
    public const int NameLength = 500;

    /// <summary>Characters of a regular expression.</summary>
    public const int PatternLength = 1_000;

    /// <summary>
    /// All regular expressions of a plan together, each different one once: their characters with every repeat written out,
    /// and a quarter of the square of their different character sets. One unit compiles in some 40 microseconds.
    /// </summary>
    public const double PatternWeight = 100_000;

    /// <summary>Points, factors and thresholds lie between this and its negative, so that no sum overflows.</summary>
    public const double Points = 1e9;

    /// <summary>Counts (<c>times</c>, <c>at_least</c>, <c>repeat</c>, <c>top</c>) are at most this.</summary>
    public const int Count = 1_000_000;

    /// <summary>After so many problems the rest is only said to exist.</summary>
    public const int Problems = 200;
}
