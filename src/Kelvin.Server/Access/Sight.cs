using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Access;

/// <summary>
/// Which leads a request may see: a sales member's own, and those of their teams that nobody has. It is set by the gate for the
/// whole request, and every reading of leads asks for it by itself, so that no endpoint can forget to.
/// </summary>
internal sealed class Sight(Store store, int user)
{
    /// <summary>So many leads one user may own and still list them; more than anyone works.</summary>
    public const int OwnMost = 20_000;

    private static readonly AsyncLocal<Sight?> Set = new();

    /// <summary>Null: all leads.</summary>
    public static Sight? Current
    {
        get => Set.Value;
        set => Set.Value = value;
    }

    public bool Sees(Session session, StoredLead lead) => IsOf(store.Owners.Of(session, lead), user, store.Teams.TeamsOf(session, user));

    /// <summary>The leads of a user, each under the id that it has now.</summary>
    public List<StreamId> Leads(Session session) => LeadsOf(store, session, user);

    public static List<StreamId> LeadsOf(Store store, Session session, int user)
    {
        var teams = store.Teams.TeamsOf(session, user);
        var said = store.Owners.OfUser(session, user, OwnMost).Concat(teams.SelectMany(team => store.Owners.OfTeam(session, team, OwnMost)));
        var now = said.Select(id => store.Identities.LeadOf(session, id) ?? id).Distinct().Order();
        return [.. now.Where(id => store.Leads.Find(session, id) is { Events: > 0 } lead && IsOf(store.Owners.Of(session, lead), user, teams)).Take(OwnMost)];
    }

    private static bool IsOf(StoredOwner? owner, int user, List<int> teams) =>
        owner is { User: { } one } ? one == user : owner is { Team: { } team } && teams.Contains(team);
}
