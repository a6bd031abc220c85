using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Demo;

/// <summary>A call that a site, a mail provider or a CRM would send.</summary>
/// <param name="At">When it happened, milliseconds since 1970.</param>
internal readonly record struct DemoCall(long At, byte[] Json);

/// <summary>How the caller knows the person at that moment.</summary>
internal enum KnownAs
{
    /// <summary>A browser that nobody has signed.</summary>
    Browser,

    /// <summary>The site, once they have told who they are.</summary>
    User,

    /// <summary>The CRM and the product: no browser is involved.</summary>
    Record,

    /// <summary>The mail provider, which knows an address and nothing else.</summary>
    Address,
}

/// <summary>Writes the calls of one person.</summary>
internal sealed class DemoCalls(Person person, string idPrefix, List<DemoCall> into)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int count;

    public void Page(long at, KnownAs known, string path, string title, string? referrer = null) => Write(at, "page", known, json =>
    {
        json.WriteStartObject("properties");
        json.WriteString("path", path);
        json.WriteString("title", title);
        json.WriteString("url", "https://norvistula.example" + path);
        if (referrer is not null) json.WriteString("referrer", referrer);
        json.WriteEndObject();
    });

    public void Track(long at, KnownAs known, string name, Action<Utf8JsonWriter>? properties = null, bool isMachine = false) => Write(at, "track", known, json =>
    {
        json.WriteString("event", name);
        if (isMachine) json.WriteBoolean("machine", true);
        json.WriteStartObject("properties");
        properties?.Invoke(json);
        json.WriteEndObject();
    });

    /// <summary>The person says who they are, and for whom they work.</summary>
    public void Introduce(long at)
    {
        Write(at, "identify", KnownAs.User, json =>
        {
            json.WriteStartObject("traits");
            json.WriteString("email", person.Email);
            json.WriteString("firstName", person.FirstName);
            json.WriteString("lastName", person.LastName);
            json.WriteString("name", $"{person.FirstName} {person.LastName}");
            if (person.Position is not null) json.WriteString("position", person.Position);
            if (person.Phone is not null) json.WriteString("phone", person.Phone);
            json.WriteString("company", person.Firm.Name);
            json.WriteString("country", person.Firm.Land.Code);
            json.WriteString("region", person.Firm.Region);
            json.WriteString("city", person.Firm.City);
            json.WriteString("source", person.Source);
            json.WriteBoolean("consent", person.Consents);
            json.WriteEndObject();
        });
        Write(at + 400, "group", KnownAs.User, json =>
        {
            json.WriteString("groupId", person.Firm.Id);
            json.WriteStartObject("traits");
            json.WriteString("name", person.Firm.Name);
            json.WriteString("industry", person.Firm.Industry);
            json.WriteNumber("employees", person.Firm.Employees);
            json.WriteString("country", person.Firm.Land.Code);
            json.WriteString("city", person.Firm.City);
            json.WriteString("website", person.Firm.Website);
            json.WriteEndObject();
        });
    }

    private void Write(long at, string type, KnownAs known, Action<Utf8JsonWriter> rest)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("messageId", string.Create(CultureInfo.InvariantCulture, $"{idPrefix}-{person.Number}-{++count}"));
            json.WriteString("timestamp", Dates.ToText(at));
            if (known is KnownAs.User or KnownAs.Record) json.WriteString("userId", person.UserId);
            if (known is KnownAs.User or KnownAs.Browser) json.WriteString("anonymousId", person.AnonymousId);
            if (known == KnownAs.Address)
            {
                json.WriteStartObject("context");
                json.WriteStartObject("traits");
                json.WriteString("email", person.Email);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            rest(json);
            json.WriteEndObject();
        }
        into.Add(new DemoCall(at, buffer.ToArray()));
    }
}
