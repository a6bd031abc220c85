using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>A lead of a file by the numbers of its identities; -1 where it has none of a kind.</summary>
/// <param name="User">Of several, joined by alias, the one that the aliases lead to.</param>
/// <param name="Anonymous">Of several the first in ordinal order.</param>
/// <param name="Email">Of several the first in ordinal order.</param>
internal readonly record struct FileLead(int User, int Anonymous, int Email)
{
    public static readonly FileLead Empty = new(-1, -1, -1);
}

/// <summary>Which lead each caller of a file is.</summary>
internal sealed class CallerLeads
{
    private readonly Identities identities;
    private readonly int[] leadOfCaller;

    private CallerLeads(Identities identities, int[] leadOfCaller, FileLead[] leads) =>
        (this.identities, this.leadOfCaller, Leads) = (identities, leadOfCaller, leads);

    /// <summary>In the order of output: by userId, those that have none last; then by anonymousId, then by e-mail address.</summary>
    public FileLead[] Leads { get; }

    public int LeadOf(int caller) => leadOfCaller[caller];

    public string? UserIdOf(FileLead lead) => identities.Text(lead.User);
    public string? AnonymousIdOf(FileLead lead) => identities.Text(lead.Anonymous);
    public string? EmailOf(FileLead lead) => identities.Text(lead.Email);

    /// <param name="messageIdOf">Reads the messageId of a record again.</param>
    public static CallerLeads Resolve(EventRecords records, Func<EventRecord, string> messageIdOf)
    {
        var identities = new Identities(records);
        var components = new Components(records, identities);
        if (components.ToReplay.Count > 0) new ComponentReplay(records, identities, components, messageIdOf).Run();

        var numbers = new int[identities.Count];
        Array.Fill(numbers, -1);
        var leads = new List<FileLead>();
        for (var identity = 0; identity < identities.Count; identity++)
        {
            var root = components.RootOf(identity);
            if (numbers[root] < 0)
            {
                numbers[root] = leads.Count;
                leads.Add(FileLead.Empty with { User = components.UserOf(root) });
            }
            var lead = leads[numbers[root]];
            leads[numbers[root]] = identities.KindOf(identity) switch
            {
                IdentityKind.User => lead,
                IdentityKind.Anonymous => lead with { Anonymous = identities.Lesser(lead.Anonymous, identity) },
                _ => lead with { Email = identities.Lesser(lead.Email, identity) },
            };
        }

        var order = Ordered(identities, leads);
        var places = new int[leads.Count];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        var leadOfCaller = new int[records.CallerCount];
        for (var caller = 0; caller < records.CallerCount; caller++) leadOfCaller[caller] = places[numbers[components.RootOf(identities.OwnerOf(caller))]];
        return new CallerLeads(identities, leadOfCaller, [.. order.Select(number => leads[number])]);
    }

    /// <summary>
    /// The leads in their order. They are compared by eight bytes of their userId first, those behind what all userIds begin
    /// with, which are at hand; only where those are equal are the texts looked up.
    /// </summary>
    private static int[] Ordered(Identities identities, List<FileLead> leads)
    {
        var prefix = identities.CommonPrefixOfUsers();
        var (keys, order) = (new ulong[leads.Count], new int[leads.Count]);
        for (var lead = 0; lead < order.Length; lead++) (keys[lead], order[lead]) = (identities.SortKey(leads[lead].User, prefix), lead);
        Array.Sort(keys, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && keys[end] == keys[start]; end++) { }
            if (end - start > 1) order.AsSpan(start..end).Sort((left, right) => identities.Compare(leads[left], leads[right]));
        }
        return order;
    }
}
