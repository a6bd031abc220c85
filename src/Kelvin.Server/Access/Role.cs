namespace Kelvin.Server.Access;

/// <summary>What a member may do. What each role may call stands in <see cref="AccessTable"/>.</summary>
internal enum Role
{
    /// <summary>Reads what the company knows, and changes nothing.</summary>
    Viewer,

    /// <summary>Sees and works the leads that are theirs or their team's, and no others.</summary>
    Sales,

    /// <summary>Reads everything, and writes plans, the funnel, marks, imports and what acts on scores.</summary>
    Editor,

    /// <summary>Everything: people, keys, webhooks, and what the law asks for.</summary>
    Admin,
}

internal static class Roles
{
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>A role that this version does not know may do the least.</summary>
    public static Role Read(string name) => Enum.TryParse<Role>(name, ignoreCase: true, out var role) ? role : Role.Viewer;

    /// <summary>Whether a member of that role may call a route of that kind.</summary>
    public static bool May(this Role role, Caller caller) => caller switch
    {
        Caller.Anyone or Caller.Member or Caller.Leads => true,
        Caller.Work => role != Role.Viewer,
        Caller.Read => role != Role.Sales,
        Caller.Edit => role is Role.Editor or Role.Admin,
        Caller.Admin => role == Role.Admin,
        _ => false,
    };
}
