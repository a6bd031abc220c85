using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Identity;

/// <summary>The identities of one lead, in canonical order, and the user that names it.</summary>
/// <param name="User">Of several, joined by alias, the one that the aliases lead to. Null: an anonymous lead.</param>
public sealed record ResolvedLead(LeadIdentity? User, IReadOnlyList<LeadIdentity> Identities);

/// <summary>
/// Says which identities are one lead: a pure function of all links of a component, whatever the order in which they came.
/// </summary>
public static class IdentityResolver
{
    /// <param name="identities">Every identity of the component with what is known of it; those that only links name may be left out.</param>
    /// <param name="links">All links of the component. Repetitions change nothing.</param>
    public static IReadOnlyList<ResolvedLead> Resolve(IReadOnlyDictionary<LeadIdentity, IdentityMarks> identities, IEnumerable<Link> links)
    {
        var ordered = links.Distinct().ToList();
        ordered.Sort();
        var names = identities.Keys.Concat(ordered.SelectMany(link => new[] { link.From, link.To })).Distinct().Order().ToArray();
        var numbers = names.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        var marks = names.Select(name => identities.GetValueOrDefault(name) & ~(IdentityMarks.Shared | IdentityMarks.SharedInPublic)).ToArray();
        foreach (var (name, mark) in SharedAmong(ordered)) marks[numbers[name]] |= mark;

        var clusters = new Clusters([.. names.Select(name => name.Kind)], marks);
        foreach (var link in ordered) clusters.Apply(numbers[link.From], numbers[link.To], link.Kind, link.Power);

        return [.. names
            .Select((name, number) => (name, lead: clusters.LeadOf(number)))
            .GroupBy(pair => pair.lead, pair => pair.name)
            .Select(lead => new ResolvedLead(clusters.UserOf(lead.Key) is >= 0 and var user ? names[user] : null, [.. lead]))];
    }

    /// <summary>
    /// The identities that too many share. Decided from all links before any is applied, for otherwise it would depend on
    /// which of them came first.
    /// </summary>
    public static IEnumerable<KeyValuePair<LeadIdentity, IdentityMarks>> SharedAmong(IReadOnlyCollection<Link> links)
    {
        var met = links.Where(link => link.Kind == LinkKind.Met).ToList();
        var partners = met.Select(link => (Of: link.From, With: link.To, link.Power))
            .Concat(met.Select(link => (Of: link.To, With: link.From, link.Power)))
            .Where(pair => SharedRule.Counts(pair.Of.Kind, pair.With.Kind));
        foreach (var group in partners.GroupBy(pair => (pair.Of, pair.With.Kind)))
        {
            var all = group.Select(pair => pair.With).Distinct().Count();
            var byServers = group.Where(pair => pair.Power == KeyPower.Server).Select(pair => pair.With).Distinct().Count();
            if (byServers > Clusters.MaxPartnersOfOneKind) yield return new(group.Key.Of, IdentityMarks.Shared);
            else if (all > Clusters.MaxPartnersOfOneKind) yield return new(group.Key.Of, IdentityMarks.SharedInPublic);
        }
    }
}

/// <summary>Of which partners an identity may not have too many.</summary>
public static class SharedRule
{
    public static bool Counts(IdentityKind of, IdentityKind with) => (of, with) switch
    {
        (IdentityKind.Anonymous or IdentityKind.Email, IdentityKind.User) => true,
        (IdentityKind.Anonymous, IdentityKind.Email) => true,
        _ => false,
    };
}
