using System.Text;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Changes;

/// <summary>
/// Writes a changed plan into the YAML of the plan as it was: what did not change keeps its place, its comments and how it
/// was written. What was added is written in the same manner.
/// </summary>
public sealed class PlanEdit
{
    private readonly string text;

    private PlanEdit(string text) => this.text = text;

    /// <summary>The YAML of the changed plan. It is read as exactly the plan that <paramref name="changed"/> is.</summary>
    /// <param name="yaml">The plan as it was.</param>
    /// <param name="changed">The plan as it shall be, JSON or YAML.</param>
    /// <returns>Null when one of them is no document at all.</returns>
    public static string? Apply(string yaml, string changed)
    {
        if (yaml.StartsWith('\uFEFF')) yaml = yaml[1..];
        if (Read(yaml) is not PlanMapping before || Read(changed) is not PlanMapping after) return null;
        if (Written.Same(before, after)) return yaml;
        // In JSON, and in YAML that is written as JSON is, there are no comments to keep.
        if (before.IsFlow || before.Entries.Count == 0 || before.End == 0) return PlanYaml.From(changed);
        var edit = new PlanEdit(yaml);
        var edited = yaml[..before.Start] + edit.Of(before, after) + yaml[edit.EndOf(before)..];
        // Odd ways to write a plan are not worth a mistake: then the comments go, and the plan stays right.
        return Read(edited) is { } read && Written.Same(read, after) ? edited : PlanYaml.From(changed);
    }

    private static PlanNode? Read(string text) => PlanDocument.Read(text, new Problems());

    /// <summary>The text that takes the place of a node's, from its start to its end.</summary>
    private string Of(PlanNode before, PlanNode after)
    {
        if (Written.Same(before, after)) return text[before.Start..EndOf(before)];
        return (before, after) switch
        {
            (PlanMapping old, PlanMapping @new) when @new.Entries.Count > 0 => old.IsFlow ? InBraces(old, @new) : InBlock(old, @new),
            (PlanSequence old, PlanSequence @new) when @new.Items.Count > 0 => old.IsFlow ? InBrackets(old, @new) : InBlock(old, @new),
            _ => (before.Start == before.End ? " " : "") + PlanYaml.Flow(after),
        };
    }

    private string InBraces(PlanMapping before, PlanMapping after)
    {
        if (before.Entries.Count == after.Entries.Count && before.Entries.TrueForAll(entry => after.Has(entry.Key.Text)))
        {
            return Spliced(before, before.Entries.Select(entry => (entry.Value, Of(entry.Value, after[entry.Key.Text]!))));
        }
        var entries = Places(before.Entries.Select(entry => entry.Key.Text), after.Entries.Select(entry => entry.Key.Text))
            .Select(key => $"{PlanYaml.Key(after.Find(key)!.Key)}: {(before[key] is { } was ? Of(was, after[key]!).Trim() : PlanYaml.Flow(after[key]!))}");
        return $"{{ {string.Join(", ", entries)} }}";
    }

    private string InBrackets(PlanSequence before, PlanSequence after)
    {
        var old = Match(before, after);
        if (before.Items.Count == after.Items.Count && old.SequenceEqual(before.Items)) return Spliced(before, before.Items.Zip(after.Items, (was, now) => (was, Of(was, now))));
        return $"[{string.Join(", ", after.Items.Select((item, i) => old[i] is { } was ? Of(was, item).Trim() : PlanYaml.Flow(item)))}]";
    }

    private string Spliced(PlanNode whole, IEnumerable<(PlanNode Old, string Text)> parts)
    {
        var built = new StringBuilder();
        var at = whole.Start;
        foreach (var (old, part) in parts)
        {
            built.Append(text, at, old.Start - at).Append(part);
            at = EndOf(old);
        }
        return built.Append(text, at, EndOf(whole) - at).ToString();
    }

    /// <summary>Entry by entry, each with the comments above it and the one behind it.</summary>
    private string InBlock(PlanMapping before, PlanMapping after)
    {
        var column = ColumnOf(before.Entries[0].Key.Start);
        var blocks = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = before.Start;
        foreach (var (key, value) in before.Entries)
        {
            var end = EndOfLine(Math.Max(key.End, EndOf(value)));
            if (after[key.Text] is { } now) blocks[key.Text] = Indent(at, before, column) + text[at..value.Start] + Of(value, now) + text[EndOf(value)..end];
            at = Math.Min(end + 1, text.Length);
        }
        foreach (var (key, value) in after.Entries)
        {
            blocks.TryAdd(key.Text, $"{new string(' ', column)}{PlanYaml.Key(key)}:{PlanYaml.Value(value, column)}");
        }
        return Joined(Places(before.Entries.Select(entry => entry.Key.Text), after.Entries.Select(entry => entry.Key.Text)).Select(key => blocks[key]));
    }

    private string InBlock(PlanSequence before, PlanSequence after)
    {
        var column = ColumnOf(before.Start);
        var old = Match(before, after);
        var blocks = new Dictionary<PlanNode, string>();
        var at = before.Start;
        foreach (var item in before.Items)
        {
            var end = EndOfLine(EndOf(item));
            if (Array.IndexOf(old, item) is >= 0 and var place) blocks[item] = Indent(at, before, column) + text[at..item.Start] + Of(item, after.Items[place]) + text[EndOf(item)..end];
            at = Math.Min(end + 1, text.Length);
        }
        return Joined(after.Items.Select((item, i) => old[i] is { } was ? blocks[was] : new string(' ', column) + PlanYaml.Item(item, column)));
    }

    /// <summary>The first of a block begins behind its indentation.</summary>
    private static string Indent(int at, PlanNode block, int column) => at == block.Start ? new string(' ', column) : "";

    /// <summary>Put together, the first begins where the indentation already stands.</summary>
    private static string Joined(IEnumerable<string> blocks) => string.Join('\n', blocks).TrimStart(' ', '\n', '\r');

    /// <summary>The keys in their old order; a new one behind the one that it follows in the changed plan.</summary>
    private static List<string> Places(IEnumerable<string> before, IEnumerable<string> after)
    {
        var wanted = after.ToList();
        var placed = before.Where(wanted.Contains).ToList();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (placed.Contains(wanted[i])) continue;
            placed.Insert(i == 0 ? 0 : placed.IndexOf(wanted[i - 1]) + 1, wanted[i]);
        }
        return placed;
    }

    /// <summary>For each item of the changed list the one that it was before: of the same name, or else alike, or else in its place.</summary>
    private static PlanNode?[] Match(PlanSequence before, PlanSequence after)
    {
        var free = before.Items.ToList();
        var old = new PlanNode?[after.Items.Count];
        void Take(Func<PlanNode, PlanNode, int, bool> fits)
        {
            for (var i = 0; i < old.Length; i++)
            {
                if (old[i] is not null || free.Find(item => fits(item, after.Items[i], i)) is not { } found) continue;
                old[i] = found;
                free.Remove(found);
            }
        }
        Take((was, now, _) => NameOf(now) is { } name ? NameOf(was) == name : Written.Same(was, now));
        Take((was, now, _) => Written.Same(was, now, "name"));
        Take((was, now, i) => was.Index == i && NameOf(was) is null && NameOf(now) is null && was is PlanMapping == now is PlanMapping);
        return old;
    }

    private static string? NameOf(PlanNode item) => item is PlanMapping mapping ? ((mapping["name"] ?? mapping["group"]) as PlanScalar)?.Text : null;

    /// <summary>A block ends with its last line, and the comment on that line is its own.</summary>
    private int EndOf(PlanNode node) => node is PlanScalar || node.IsFlow ? BeforeBreak(node) : EndOfLine(BeforeBreak(node));

    /// <summary>Texts in blocks of lines end behind their last line break.</summary>
    private int BeforeBreak(PlanNode node)
    {
        var end = Math.Min(node.End, text.Length);
        while (end > node.Start && text[end - 1] is '\n' or '\r' or ' ') end--;
        return end;
    }

    private int EndOfLine(int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }

    private int ColumnOf(int at) => at - (at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1);
}
