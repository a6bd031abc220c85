namespace Kelvin.Server.Identity;

/// <summary>Where on a call an identity stands.</summary>
public enum IdPlace : byte { User, Anonymous, Email, PreviousAsUser, PreviousAsAnonymous }

public readonly record struct PlaceLink(IdPlace From, IdPlace To, LinkKind Kind);

/// <summary>Which of a call's identities it links: all to the userId, or without one the e-mail address to the anonymousId.</summary>
public static class CallLinks
{
    private static readonly PlaceLink UserAnonymous = new(IdPlace.User, IdPlace.Anonymous, LinkKind.Met);
    private static readonly PlaceLink UserEmail = new(IdPlace.User, IdPlace.Email, LinkKind.Met);
    private static readonly PlaceLink AnonymousEmail = new(IdPlace.Anonymous, IdPlace.Email, LinkKind.Met);
    private static readonly PlaceLink WasUser = new(IdPlace.PreviousAsUser, IdPlace.User, LinkKind.Alias);
    private static readonly PlaceLink WasAnonymous = new(IdPlace.User, IdPlace.PreviousAsAnonymous, LinkKind.Met);

    private static readonly PlaceLink[][] ByIds = [.. Enumerable.Range(0, 16).Select(Of)];

    /// <summary>The links of a call on which these stand. The same array for the same question.</summary>
    public static PlaceLink[] Of(bool user, bool anonymous, bool email, bool previous) =>
        ByIds[(user ? 1 : 0) | (anonymous ? 2 : 0) | (email ? 4 : 0) | (previous ? 8 : 0)];

    private static PlaceLink[] Of(int ids)
    {
        bool user = (ids & 1) != 0, anonymous = (ids & 2) != 0, email = (ids & 4) != 0, previous = (ids & 8) != 0;
        var links = new List<PlaceLink>();
        // A previousId may be a user or, as the browser's library sends it, an anonymousId: both are tried.
        if (previous && user) links.AddRange([WasUser, WasAnonymous]);
        if (user && anonymous) links.Add(UserAnonymous);
        if (user && email) links.Add(UserEmail);
        if (!user && anonymous && email) links.Add(AnonymousEmail);
        return [.. links];
    }
}
