using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Access;

public sealed record StoredTeam(int Team, string Name, IReadOnlyList<int> Members);

/// <summary>Teams of users: who shares leads, and among whom leads are given out.</summary>
public sealed class TeamStore
{
    public int Add(Session tx, string name, long now)
    {
        int team;
        using (var row = tx.Sql("select coalesce(max(team), 0) + 1 from teams"))
        {
            row.Step();
            team = row.Int(0);
        }
        tx.Sql("insert into teams (team, name, created_at) values ($1, $2, $3)").Bind(team).Bind(name).Bind(now).Run();
        return team;
    }

    public List<StoredTeam> All(Session session)
    {
        var names = new List<(int Team, string Name)>();
        using (var rows = session.Sql("select team, name from teams where removed_at is null order by team"))
        {
            while (rows.Step()) names.Add((rows.Int(0), rows.Text(1)));
        }
        return names.ConvertAll(team => new StoredTeam(team.Team, team.Name, MembersOf(session, team.Team)));
    }

    public StoredTeam? Find(Session session, int team)
    {
        string name;
        using (var row = session.Sql("select name from teams where team = $1 and removed_at is null").Bind(team))
        {
            if (!row.Step()) return null;
            name = row.Text(0);
        }
        return new StoredTeam(team, name, MembersOf(session, team));
    }

    public List<int> TeamsOf(Session session, int user)
    {
        var teams = new List<int>();
        using var rows = session.Sql("select team from team_members where user_id = $1 order by team").Bind(user);
        while (rows.Step()) teams.Add(rows.Int(0));
        return teams;
    }

    public void Change(Session tx, int team, string name, IEnumerable<int> members)
    {
        tx.Sql("update teams set name = $2 where team = $1").Bind(team).Bind(name).Run();
        tx.Sql("delete from team_members where team = $1").Bind(team).Run();
        foreach (var member in members) tx.Sql("insert into team_members (team, user_id) values ($1, $2)").Bind(team).Bind(member).Run();
    }

    public void Remove(Session tx, int team, long now)
    {
        tx.Sql("update teams set removed_at = $2 where team = $1").Bind(team).Bind(now).Run();
        tx.Sql("delete from team_members where team = $1").Bind(team).Run();
    }

    private static List<int> MembersOf(Session session, int team)
    {
        var members = new List<int>();
        using var rows = session.Sql("select user_id from team_members where team = $1 order by user_id").Bind(team);
        while (rows.Step()) members.Add(rows.Int(0));
        return members;
    }
}
