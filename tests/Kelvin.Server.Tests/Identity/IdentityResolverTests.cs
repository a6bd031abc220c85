using FsCheck;
using FsCheck.Fluent;
using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Identity;

public class IdentityResolverTests
{
    private static NamedCall Call(long at, string? user = null, string? anonymous = null, string? email = null, string? previous = null, bool isPublic = false, bool identify = false, string? id = null) =>
        new(at, id ?? $"m{at}", user, anonymous, email, previous, isPublic, identify);

    private static string Resolve(params IReadOnlyList<NamedCall> calls)
    {
        var (identities, links) = Facts(calls);
        return Text(IdentityResolver.Resolve(identities, links));
    }

    private static (Dictionary<LeadIdentity, IdentityMarks> Identities, List<Link> Links) Facts(IEnumerable<NamedCall> calls)
    {
        var identities = new Dictionary<LeadIdentity, IdentityMarks>();
        var links = new List<Link>();
        foreach (var call in calls)
        {
            foreach (var id in NaiveIdentity.IdsOf(call))
            {
                var set = id.Kind == IdentityKind.Email && call.Identify && !call.Public ? IdentityMarks.SetByServer : IdentityMarks.None;
                identities[id] = identities.GetValueOrDefault(id) | IdentityMarks.Seen | set;
            }
            foreach (var link in CallLinks.Of(call.User != null, call.Anonymous != null, call.Email != null, call.Previous != null))
            {
                links.Add(new Link(At(call, link.From), At(call, link.To), link.Kind, call.Public ? KeyPower.Public : KeyPower.Server, new Stamp(call.At, call.MessageId)));
            }
        }
        return (identities, links);
    }

    private static LeadIdentity At(NamedCall call, IdPlace place) => place switch
    {
        IdPlace.User => new(IdentityKind.User, call.User!),
        IdPlace.Anonymous => new(IdentityKind.Anonymous, call.Anonymous!),
        IdPlace.Email => new(IdentityKind.Email, call.Email!),
        IdPlace.PreviousAsUser => new(IdentityKind.User, call.Previous!),
        _ => new(IdentityKind.Anonymous, call.Previous!),
    };

    private static string Text(IEnumerable<ResolvedLead> leads) =>
        string.Join("\n", leads.Select(lead => $"{lead.User}: {string.Join(", ", lead.Identities.Select(id => id.ToString()).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));

    [Fact]
    public void What_was_done_before_signing_in_belongs_to_who_signs_in() =>
        Assert.Equal("user:jan: anonymous:a1, user:jan", Resolve(Call(1, anonymous: "a1"), Call(2, user: "jan", anonymous: "a1")));

    [Fact]
    public void A_browser_belongs_to_the_user_that_it_met_first() =>
        Assert.Equal("user:ewa: user:ewa\nuser:jan: anonymous:a1, user:jan", Resolve(Call(2, user: "ewa", anonymous: "a1"), Call(1, user: "jan", anonymous: "a1")));

    [Fact]
    public void Two_users_are_joined_only_by_an_alias()
    {
        Assert.Equal("user:new: anonymous:old, user:new, user:old", Resolve(Call(1, user: "old"), Call(2, user: "new", previous: "old")));
        Assert.Equal("user:ewa: user:ewa\nuser:jan: email:x@y, user:jan", Resolve(Call(1, user: "jan", email: "x@y"), Call(2, user: "ewa", email: "x@y")));
    }

    [Fact]
    public void A_browser_aliased_to_two_users_joins_neither_with_the_other() =>
        Assert.Equal("user:ewa: user:ewa\nuser:jan: anonymous:a1, user:jan\nuser:a1: user:a1".Split('\n').Order(StringComparer.Ordinal),
            Resolve(Call(1, user: "jan", previous: "a1"), Call(2, user: "ewa", previous: "a1")).Split('\n'));

    [Fact]
    public void Strangers_with_one_address_are_one_lead() =>
        Assert.Equal(": anonymous:a1, anonymous:a2, email:x@y", Resolve(Call(1, anonymous: "a1", email: "x@y"), Call(2, anonymous: "a2", email: "x@y")));

    [Fact]
    public void Aliases_in_a_chain_lead_to_its_end_and_in_a_circle_to_where_the_first_led()
    {
        Assert.StartsWith("user:c:", Resolve(Call(1, user: "a"), Call(3, user: "b", previous: "a"), Call(2, user: "c", previous: "b")));
        Assert.StartsWith("user:b:", Resolve(Call(1, user: "b", previous: "a"), Call(2, user: "a", previous: "b")));
        Assert.Equal("user:a: anonymous:a, user:a", Resolve(Call(1, user: "a", previous: "a")));
    }

    [Fact]
    public void A_public_key_links_a_new_browser_and_a_new_address_but_joins_nobody_that_is_known()
    {
        Assert.Equal("user:jan: anonymous:a1, email:x@y, user:jan", Resolve(Call(1, user: "jan", anonymous: "a1", email: "x@y", isPublic: true)));
        Assert.Contains("user:jan: user:jan", Resolve(Call(1, user: "jan"), Call(2, user: "jan", email: "ceo@y", isPublic: true), Call(3, email: "ceo@y", identify: true)));
        Assert.DoesNotContain("user:new:", Resolve(Call(1, user: "old"), Call(2, user: "x", previous: "old", isPublic: true)));
    }

    [Fact]
    public void A_backdated_public_call_takes_nothing_from_what_a_server_said() =>
        Assert.Contains("user:jan: anonymous:a1, email:x@y, user:jan",
            Resolve(Call(9, user: "jan", anonymous: "a1", email: "x@y"), Call(-99, user: "thief", anonymous: "a1", email: "x@y", isPublic: true)));

    [Fact]
    public void One_browser_of_a_thousand_users_is_shared_and_belongs_to_none()
    {
        var leads = Resolve([.. Enumerable.Range(0, 1000).Select(i => Call(i, user: $"u{i:0000}", anonymous: "kiosk"))]).Split('\n');
        Assert.Equal(1001, leads.Length);
        Assert.Contains(": anonymous:kiosk", leads);
    }

    [Fact]
    public void Twenty_users_of_one_browser_are_not_too_many()
    {
        string Of(int users) => Resolve([.. Enumerable.Range(0, users).Select(i => Call(i, user: $"u{i:00}", anonymous: "a"))]);
        Assert.Contains("user:u00: anonymous:a, user:u00", Of(20));
        Assert.DoesNotContain("anonymous:a, ", Of(21));
    }

    [Fact]
    public void Fifty_identities_are_one_lead_and_the_next_is_another()
    {
        var leads = Resolve([.. Enumerable.Range(0, 60).Select(i => Call(i, user: "u", anonymous: $"a{i:00}"))]).Split('\n');
        Assert.Equal(12, leads.Length);
        Assert.Contains("anonymous:a48, user:u", leads[^1]);
        Assert.DoesNotContain("anonymous:a49", leads[^1]);
    }

    [Fact]
    public void Strangers_cannot_make_shared_what_a_server_linked() =>
        Assert.Contains("user:jan: email:x@y, user:jan",
            Resolve([Call(1, user: "jan", email: "x@y"), .. Enumerable.Range(0, 30).Select(i => Call(i, user: $"u{i}", email: "x@y", isPublic: true))]));

    [Fact]
    public void A_chain_of_ten_thousand_ends_at_fifty_identities_each()
    {
        var calls = Enumerable.Range(0, 10_000).Select(i => Call(i, user: $"u{i + 1:00000}", previous: $"u{i:00000}")).ToArray();
        var (identities, links) = Facts(calls);
        var leads = IdentityResolver.Resolve(identities, links);
        Assert.All(leads, lead => Assert.InRange(lead.Identities.Count, 1, Clusters.MaxIdentitiesPerLead));
        Assert.InRange(leads.Count, 20_000 / 50, 20_000 / 20);
        Random.Shared.Shuffle(calls);
        Assert.Equal(Text(leads), Resolve(calls));
    }

    [Fact]
    public void Whatever_the_order_the_repetitions_and_the_portions_the_leads_are_those_of_the_naive_rules() =>
        Prop.ForAll(Arb.From(Worlds), world =>
        {
            var expected = NaiveIdentity.LeadsOf(world.Calls);
            var random = new Random(world.Seed);
            var repeated = world.Calls.Concat(world.Calls.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(repeated);
            var actual = Resolve(repeated);
            Assert.Equal(expected, actual);
            Assert.Equal(expected, ByComponents(repeated));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private sealed record World(NamedCall[] Calls, int Seed);

    private static Gen<World> Worlds =>
        from ids in Gen.Elements(2, 4, 30, 80)
        from length in Gen.Frequency((3, Gen.Choose(1, 40)), (1, Gen.Choose(200, 500)))
        from calls in Calls(ids).ArrayOf(length)
        from seed in Gen.Choose(0, int.MaxValue)
        select new World(calls, seed);

    private static Gen<NamedCall> Calls(int ids) =>
        from at in Gen.Choose(1, 12)
        from message in Gen.Choose(1, 5)
        from user in Maybe("u", ids, 3)
        from anonymous in Maybe("a", Math.Max(2, ids / 5), 2)
        from email in Maybe("e", Math.Max(2, ids / 8), 4)
        from alias in Maybe("u", ids, 8)
        from oldBrowser in Maybe("a", ids, 8)
        from isPublic in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from identify in Gen.Elements(true, false)
        let fallback = user is null && anonymous is null && email is null ? "u1" : user
        select new NamedCall(at, $"m{message}", fallback, anonymous, email, fallback is null ? null : alias ?? oldBrowser, isPublic, identify);

    private static Gen<string?> Maybe(string prefix, int ids, int oneIn) =>
        Gen.Choose(0, oneIn - 1).SelectMany(take => take == 0 || oneIn < 4 && take == 1
            ? Gen.Choose(1, ids).Select(string? (n) => prefix + n) : Gen.Constant<string?>(null));

    /// <summary>As the server does it: each component by itself, without the others.</summary>
    private static string ByComponents(IReadOnlyList<NamedCall> calls)
    {
        var (identities, links) = Facts(calls);
        var component = new Dictionary<LeadIdentity, LeadIdentity>();
        LeadIdentity Root(LeadIdentity id) => component.TryGetValue(id, out var up) && up != id ? Root(up) : id;
        foreach (var id in identities.Keys) component.TryAdd(id, id);
        foreach (var link in links)
        {
            component.TryAdd(link.From, link.From);
            component.TryAdd(link.To, link.To);
            component[Root(link.From)] = Root(link.To);
        }
        return Text(component.Keys.GroupBy(Root).SelectMany(part => IdentityResolver.Resolve(
            part.ToDictionary(id => id, id => identities.GetValueOrDefault(id)),
            links.Where(link => Root(link.From) == part.Key))));
    }
}
