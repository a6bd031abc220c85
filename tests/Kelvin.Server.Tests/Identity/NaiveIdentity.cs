using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Tests.Identity;

/// <summary>One call's ids, as a test writes them.</summary>
public sealed record NamedCall(long At, string MessageId, string? User, string? Anonymous, string? Email, string? Previous, bool Public, bool Identify)
{
    public override string ToString() => $"{At}/{MessageId} u={User} a={Anonymous} e={Email} p={Previous}{(Public ? " public" : "")}{(Identify ? " identify" : "")}";
}

/// <summary>
/// The identity rules once more, slow and plain, from the words of the specification: sets of names, looked through from
/// end to end. It shares nothing with the resolver but the data types.
/// </summary>
public static class NaiveIdentity
{
    private sealed record Claim(LeadIdentity A, LeadIdentity B, bool Alias, bool Public, long At, string MessageId);

    public static string LeadsOf(IReadOnlyList<NamedCall> calls)
    {
        var claims = calls.SelectMany(ClaimsOf).ToList();
        var people = claims.SelectMany(c => new[] { c.A, c.B }).Concat(calls.SelectMany(IdsOf)).Distinct()
            .Select(id => (Ids: new HashSet<LeadIdentity> { id }, User: id.Kind == IdentityKind.User ? id : (LeadIdentity?)null)).ToList();
        var users = calls.Where(c => c.User != null).Select(c => c.User).ToHashSet();
        var setByServer = calls.Where(c => !c.Public && c.Identify && c.Email != null).Select(c => c.Email).ToHashSet();

        foreach (var claim in claims.OrderBy(c => c.Public).ThenBy(c => c.At).ThenBy(c => c.MessageId, StringComparer.Ordinal)
            .ThenBy(c => c.Alias).ThenBy(c => c.A.Kind).ThenBy(c => c.A.Value, StringComparer.Ordinal).ThenBy(c => c.B.Kind).ThenBy(c => c.B.Value, StringComparer.Ordinal))
        {
            var a = people.Find(p => p.Ids.Contains(claim.A));
            var b = people.Find(p => p.Ids.Contains(claim.B));
            if (ReferenceEquals(a.Ids, b.Ids)) continue;
            if (IsShared(claim.A, claims.Where(c => !c.Public)) || IsShared(claim.B, claims.Where(c => !c.Public))) continue;
            if (claim.Alias && !users.Contains(claim.A.Value)) continue;
            if (claim.Public)
            {
                if (claim.Alias || IsShared(claim.A, claims) || IsShared(claim.B, claims)) continue;
                bool Free(LeadIdentity id, HashSet<LeadIdentity> ids) => ids.Count == 1
                    && (id.Kind == IdentityKind.Anonymous || (id.Kind == IdentityKind.Email && !setByServer.Contains(id.Value)));
                if (!Free(claim.A, a.Ids) && !Free(claim.B, b.Ids)) continue;
            }
            if (a.User != null && b.User != null && !claim.Alias) continue;
            if (a.Ids.Count + b.Ids.Count > 50) continue;
            people.Remove(a);
            people.Remove(b);
            people.Add((a.Ids.Concat(b.Ids).ToHashSet(), b.User ?? a.User));
        }
        return string.Join("\n", people.Select(p => $"{p.User}: {string.Join(", ", p.Ids.Select(id => id.ToString()).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
    }

    public static IEnumerable<LeadIdentity> IdsOf(NamedCall call)
    {
        if (call.User != null) yield return new(IdentityKind.User, call.User);
        if (call.Anonymous != null) yield return new(IdentityKind.Anonymous, call.Anonymous);
        if (call.Email != null) yield return new(IdentityKind.Email, call.Email);
    }

    private static IEnumerable<Claim> ClaimsOf(NamedCall c)
    {
        Claim Of(IdentityKind a, string av, IdentityKind b, string bv, bool alias = false) => new(new(a, av), new(b, bv), alias, c.Public, c.At, c.MessageId);
        if (c.User != null && c.Previous != null)
        {
            yield return Of(IdentityKind.User, c.Previous, IdentityKind.User, c.User, alias: true);
            yield return Of(IdentityKind.User, c.User, IdentityKind.Anonymous, c.Previous);
        }
        if (c.User != null && c.Anonymous != null) yield return Of(IdentityKind.User, c.User, IdentityKind.Anonymous, c.Anonymous);
        if (c.User != null && c.Email != null) yield return Of(IdentityKind.User, c.User, IdentityKind.Email, c.Email);
        if (c.User == null && c.Anonymous != null && c.Email != null) yield return Of(IdentityKind.Anonymous, c.Anonymous, IdentityKind.Email, c.Email);
    }

    private static bool IsShared(LeadIdentity id, IEnumerable<Claim> claims)
    {
        var met = claims.Where(c => !c.Alias && (c.A == id || c.B == id)).Select(c => c.A == id ? c.B : c.A).Distinct().ToList();
        return (id.Kind != IdentityKind.User && met.Count(m => m.Kind == IdentityKind.User) > 20)
            || (id.Kind == IdentityKind.Anonymous && met.Count(m => m.Kind == IdentityKind.Email) > 20);
    }
}
