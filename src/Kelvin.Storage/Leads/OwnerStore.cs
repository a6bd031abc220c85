using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Leads;

/// <summary>Whose lead it is: a user's, or a team's until one of its members has it; nobody's when both are null.</summary>
/// <param name="At">When that was said.</param>
public sealed record StoredOwner(int? User, int? Team, long At, string By);

/// <summary>
/// Whose leads are whose. A row stands under the id that the lead had when it was given to somebody; of a lead that was merged
/// since, the last word counts.
/// </summary>
public sealed class OwnerStore
{
    public StoredOwner? Of(Session session, StoredLead lead)
    {
        var last = Find(session, lead.Id);
        foreach (var tally in lead.Streams)
        {
            if (tally.Stream != lead.Id && Find(session, tally.Stream) is { } said && (last is null || said.At > last.At)) last = said;
        }
        return last;
    }

    public void Put(Session tx, StreamId lead, StoredOwner owner) =>
        tx.Sql("insert into owners (bucket, lead, user_id, team, at, by_whom) values ($1, $2, $3, $4, $5, $6) "
            + "on conflict (bucket, lead) do update set user_id = excluded.user_id, team = excluded.team, at = excluded.at, by_whom = excluded.by_whom")
            .BindWithBucket(lead).Bind((long?)owner.User).Bind((long?)owner.Team).Bind(owner.At).Bind(owner.By).Run();

    /// <summary>The ids under which leads were given to a user; a later word may have taken them away.</summary>
    public List<StreamId> OfUser(Session session, int user, int most)
    {
        var leads = new List<StreamId>();
        using var rows = session.Sql("select lead from owners where user_id = $1 order by bucket, lead limit $2").Bind(user).Bind(most);
        while (rows.Step()) leads.Add(rows.Id(0));
        return leads;
    }

    /// <summary>As <see cref="OfUser"/>, of a team's that no user has.</summary>
    public List<StreamId> OfTeam(Session session, int team, int most)
    {
        var leads = new List<StreamId>();
        using var rows = session.Sql("select lead from owners where team = $1 and user_id is null order by bucket, lead limit $2").Bind(team).Bind(most);
        while (rows.Step()) leads.Add(rows.Id(0));
        return leads;
    }

    /// <summary>A user is removed: what they had is their team's again, or nobody's.</summary>
    public void Release(Session tx, int user) => tx.Sql("update owners set user_id = null where user_id = $1").Bind(user).Run();

    public void ReleaseTeam(Session tx, int team) => tx.Sql("update owners set team = null where team = $1").Bind(team).Run();

    /// <summary>A person is erased: the stream is one of theirs.</summary>
    public void Forget(Session tx, StreamId stream) => tx.Sql("delete from owners where bucket = $1 and lead = $2").BindWithBucket(stream).Run();

    private static StoredOwner? Find(Session session, StreamId id)
    {
        using var row = session.Sql("select user_id, team, at, by_whom from owners where bucket = $1 and lead = $2").BindWithBucket(id);
        return row.Step() ? new StoredOwner((int?)row.LongOrNull(0), (int?)row.LongOrNull(1), row.Long(2), row.Text(3)) : null;
    }
}
