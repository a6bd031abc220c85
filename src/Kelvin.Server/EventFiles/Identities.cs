using System.Text;
using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>Every distinct identity of the callers, numbered.</summary>
internal sealed class Identities
{
    // The kind stands before the bytes, so that a userId is not an anonymousId of the same text.
    private readonly ByteTable table = new();
    private readonly List<IdentityMarks> marks = [];
    private readonly EventRecords records;

    // Of each caller the numbers of its userId, anonymousId and e-mail address; -1 where it has none.
    private readonly (int User, int Anonymous, int Email)[] ofCallers;

    public Identities(EventRecords records)
    {
        this.records = records;
        ofCallers = new (int, int, int)[records.CallerCount];
        for (var caller = 0; caller < records.CallerCount; caller++)
        {
            var bytes = records.CallerOf(caller);
            ofCallers[caller] = (Seen(bytes, CallerBytes.User), Seen(bytes, CallerBytes.Anonymous), Seen(bytes, CallerBytes.Email));
        }
    }

    public int Count => table.Count;

    /// <summary>Whose a caller's events are: its user's, else its anonymousId's, else its e-mail address's.</summary>
    public int OwnerOf(int caller) => ofCallers[caller] switch
    {
        { User: >= 0 and var user } => user,
        { Anonymous: >= 0 and var anonymous } => anonymous,
        { Email: var email } => email,
    };

    public IdentityKind KindOf(int identity) => (IdentityKind)table[identity][0];
    public IdentityMarks MarksOf(int identity) => marks[identity];
    public ReadOnlySpan<byte> Bytes(int identity) => table[identity][1..];
    public string? Text(int identity) => identity < 0 ? null : Encoding.UTF8.GetString(Bytes(identity));

    /// <summary>The links of a caller, in the numbers of its identities.</summary>
    public void AddLinks(int caller, List<(int From, int To, LinkKind Kind)> links)
    {
        links.Clear();
        foreach (var link in CallerBytes.Links(records.CallerOf(caller))) links.Add((At(caller, link.From), At(caller, link.To), link.Kind));
    }

    private int At(int caller, IdPlace place) => place switch
    {
        IdPlace.User => ofCallers[caller].User,
        IdPlace.Anonymous => ofCallers[caller].Anonymous,
        IdPlace.Email => ofCallers[caller].Email,
        IdPlace.PreviousAsUser => NumberOf(IdentityKind.User, CallerBytes.Id(records.CallerOf(caller), CallerBytes.Previous)),
        _ => NumberOf(IdentityKind.Anonymous, CallerBytes.Id(records.CallerOf(caller), CallerBytes.Previous)),
    };

    private int Seen(ReadOnlySpan<byte> caller, byte place)
    {
        if ((caller[0] & place) == 0) return -1;
        var identity = NumberOf(KindAt(place), CallerBytes.Id(caller, place));
        marks[identity] |= IdentityMarks.Seen;
        return identity;
    }

    private int NumberOf(IdentityKind kind, ReadOnlySpan<byte> id)
    {
        Span<byte> key = stackalloc byte[id.Length + 1];
        key[0] = (byte)kind;
        id.CopyTo(key[1..]);
        var number = table.NumberOf(key, ByteHash.Of(key), out var isNew);
        if (isNew) marks.Add(IdentityMarks.None);
        return number;
    }

    private static IdentityKind KindAt(byte place) => place switch
    {
        CallerBytes.User => IdentityKind.User,
        CallerBytes.Anonymous => IdentityKind.Anonymous,
        _ => IdentityKind.Email,
    };

    public int Lesser(int known, int other) => known < 0 || CompareText(other, known) < 0 ? other : known;

    /// <summary>By kind, then by the bytes of UTF-8: the canonical order of identities.</summary>
    public int CompareCanonical(int left, int right) => table[left].SequenceCompareTo(table[right]);

    public int Compare(FileLead left, FileLead right)
    {
        if (CompareText(left.User, right.User) is var byUser and not 0) return byUser;
        return CompareText(left.Anonymous, right.Anonymous) is var byAnonymous and not 0 ? byAnonymous : CompareText(left.Email, right.Email);
    }

    /// <summary>How many bytes all userIds begin with alike.</summary>
    public int CommonPrefixOfUsers()
    {
        int first = -1, prefix = 0;
        for (var identity = 0; identity < Count; identity++)
        {
            if (KindOf(identity) != IdentityKind.User) continue;
            if (first < 0) (first, prefix) = (identity, Bytes(identity).Length);
            else prefix = Math.Min(prefix, Bytes(identity).CommonPrefixLength(Bytes(first)));
        }
        return prefix;
    }

    /// <summary>A number that is less only if the text is; the greatest for no text.</summary>
    public ulong SortKey(int identity, int prefix)
    {
        if (identity < 0) return ulong.MaxValue;
        var bytes = Bytes(identity)[prefix..];
        ulong key = 0;
        for (var i = 0; i < 8; i++) key = (key << 8) | (i < bytes.Length ? Rank(bytes[i]) : (byte)0);
        return key;
    }

    /// <summary>
    /// The order of a byte among those that a character begins with. In UTF-16, and so in ordinal order, characters of four
    /// bytes come before the last ones of three.
    /// </summary>
    private static byte Rank(byte unit) => unit switch
    {
        >= 0xF0 => (byte)(unit - 2),
        0xEE or 0xEF => (byte)(unit + 8),
        _ => unit,
    };

    /// <summary>Ordinal order of the texts; what is not there comes last.</summary>
    private int CompareText(int left, int right)
    {
        if (left < 0 || right < 0) return left < 0 && right < 0 ? 0 : left < 0 ? 1 : -1;
        ReadOnlySpan<byte> a = Bytes(left), b = Bytes(right);
        var common = a.CommonPrefixLength(b);
        return common == a.Length || common == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[common]).CompareTo(Rank(b[common]));
    }
}
