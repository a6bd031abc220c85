using Kelvin.Scoring.Values;
using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>Replays the links of those components in which their order matters (docs/decisions/0031).</summary>
internal sealed class ComponentReplay(EventRecords records, Identities identities, Components components, Func<EventRecord, string> messageIdOf)
{
    private readonly record struct CallerLink(int Component, long Time, int Caller, LinkKind Kind, int From, int To);

    private readonly Dictionary<int, string> messageIds = [];

    public void Run()
    {
        // Numbers of identities among those that are replayed, and back.
        var members = new List<int>();
        var places = new Dictionary<int, int>();
        for (var identity = 0; identity < identities.Count; identity++)
        {
            if (!components.ToReplay.Contains(components.RootOf(identity))) continue;
            places[identity] = members.Count;
            members.Add(identity);
        }
        var links = Links();
        FindMessageIds(links);
        links.Sort(Compare);

        var marks = members.Select(identities.MarksOf).ToArray();
        foreach (var shared in SharedAmong(links)) marks[places[shared]] |= IdentityMarks.Shared;
        var clusters = new Clusters([.. members.Select(identities.KindOf)], marks);
        foreach (var link in links) clusters.Apply(places[link.From], places[link.To], link.Kind, KeyPower.Server);

        for (var i = 0; i < members.Count; i++)
        {
            var user = clusters.UserOf(i);
            components.Settle(members[i], members[clusters.LeadOf(i)], user < 0 ? -1 : members[user]);
        }
    }

    private List<CallerLink> Links()
    {
        var all = new List<CallerLink>();
        var links = new List<(int From, int To, LinkKind Kind)>();
        for (var caller = 0; caller < records.CallerCount; caller++)
        {
            var component = components.RootOf(identities.OwnerOf(caller));
            if (!components.ToReplay.Contains(component)) continue;
            identities.AddLinks(caller, links);
            foreach (var (from, to, kind) in links) all.Add(new CallerLink(component, records.EarliestOf(caller), caller, kind, from, to));
        }
        return all;
    }

    /// <summary>A messageId is read again only where time alone does not settle which of two callers came first.</summary>
    private void FindMessageIds(List<CallerLink> links)
    {
        var undecided = links.GroupBy(link => (link.Component, link.Time))
            .Where(same => same.Select(link => link.Caller).Distinct().Skip(1).Any())
            .SelectMany(same => same.Select(link => link.Caller)).ToHashSet();
        foreach (var caller in undecided)
        {
            var run = records.RunOf(caller);
            for (var i = 0; i < run.Count; i++)
            {
                ref readonly var record = ref run.Part[run.Start + i];
                if (record.Time != records.EarliestOf(caller)) continue;
                var messageId = messageIdOf(record);
                if (!messageIds.TryGetValue(caller, out var known) || Texts.CompareUtf8(messageId, known) < 0) messageIds[caller] = messageId;
            }
        }
    }

    private int Compare(CallerLink left, CallerLink right)
    {
        if (left.Component != right.Component) return left.Component.CompareTo(right.Component);
        if (left.Time != right.Time) return left.Time.CompareTo(right.Time);
        if (left.Caller != right.Caller && Texts.CompareUtf8(messageIds[left.Caller], messageIds[right.Caller]) is var byMessage and not 0) return byMessage;
        if (left.Kind != right.Kind) return left.Kind.CompareTo(right.Kind);
        return identities.CompareCanonical(left.From, right.From) is var byFrom and not 0 ? byFrom : identities.CompareCanonical(left.To, right.To);
    }

    /// <summary>The identities that too many share, counted over all links before any is applied.</summary>
    private IEnumerable<int> SharedAmong(List<CallerLink> links)
    {
        var partners = new HashSet<(int Of, int With)>();
        var counts = new Dictionary<(int Of, IdentityKind With), int>();
        foreach (var link in links.Where(link => link.Kind == LinkKind.Met))
        {
            Count(link.From, link.To);
            Count(link.To, link.From);
        }
        return counts.Where(count => count.Value > Clusters.MaxPartnersOfOneKind).Select(count => count.Key.Of);

        void Count(int of, int with)
        {
            if (!SharedRule.Counts(identities.KindOf(of), identities.KindOf(with)) || !partners.Add((of, with))) return;
            var key = (of, identities.KindOf(with));
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
