namespace Kelvin.Scoring.Values;

/// <summary>A dotted path into an object; an exact key at the top level wins over the path.</summary>
public sealed class ValuePath
{
    private readonly string[] segments;

    public ValuePath(string path)
    {
        Text = path;
        segments = path.Contains('.', StringComparison.Ordinal) ? path.Split('.') : [];
    }

    public string Text { get; }

    /// <summary>The key below which the path goes on, or null if the path has one segment only.</summary>
    public string? Head => segments.Length > 0 ? segments[0] : null;

    public Value Find(Value root)
    {
        var exact = root[Text];
        return exact.IsMissing && segments.Length > 0 ? Below(root[segments[0]]) : exact;
    }

    /// <summary>Goes on from the value of <see cref="Head"/>.</summary>
    public Value Below(Value head)
    {
        for (var i = 1; i < segments.Length; i++) head = head[segments[i]];
        return head;
    }
}
