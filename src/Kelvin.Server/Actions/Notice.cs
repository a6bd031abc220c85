using System.Globalization;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>
/// A message about a lead in the words of a person: who it is, what changed, what the lead is worth and why, until when, and where
/// to look. Made from the message alone, so that it is the same whenever it is sent. Plain text: none of it is markup.
/// </summary>
internal sealed record Notice(Face Face, Reason Reason, string? Rule, string? Note, string? Link)
{
    private const int LongestSubject = 150;

    /// <param name="data">The message's data: a crossing, or what an action says.</param>
    public static Notice Of(StoredMessage message, byte[] data, string? publicUrl)
    {
        using var read = JsonDocument.Parse(data);
        var root = read.RootElement;
        var link = publicUrl is null ? null : $"{publicUrl.TrimEnd('/')}/leads/{message.Subject}";
        if (message.Type == MessageType.LeadAction)
        {
            return new Notice(
                root.GetProperty("lead").Deserialize<Face>(Reason.Options)!, root.GetProperty("reason").Deserialize<Reason>(Reason.Options)!,
                root.GetProperty("automation").GetProperty("name").GetString(), root.TryGetProperty("note", out var note) ? note.GetString() : null, link);
        }
        if (message.Type is not (MessageType.LeadCrossing or MessageType.LeadStageChanged or MessageType.AccountCrossing))
            return new Notice(new Face("", null, null, "Kelvin", null, null), new Reason(message.Type.Name(), null, null, null, null, [], null), null, null, null);
        var who = root.TryGetProperty("lead", out var lead) ? lead : root.GetProperty("account");
        var (id, isLead) = (who.GetProperty("id").GetString()!, message.Type != MessageType.AccountCrossing);
        var face = isLead ? Face.Of(id, Text("userId"), Text("email"), JsonObject.Empty) : Face.Of(id, id, null, JsonObject.Empty);
        return new Notice(face, Reason.OfCrossing(data, null), null, null, isLead ? link : null);

        string? Text(string name) => who.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    public string Subject
    {
        get
        {
            var subject = $"{(Reason.Label is { } label ? label + " " : "")}{Face.Shown}{(Face.Company is { } company ? $" ({company})" : "")}: {Reason.What}";
            return subject.Length <= LongestSubject ? subject : subject[..LongestSubject] + "…";
        }
    }

    public string Text
    {
        get
        {
            var text = new StringBuilder();
            void Line(string line) => text.Append(line).Append('\n');
            Line(string.Join(", ", new[] { Face.Shown, Face.Title, Face.Company }.OfType<string>()));
            if (Face.Email is { } email && email != Face.Shown) Line(email);
            Line("");
            Line(Reason.What + ".");
            if (Reason.Score is { } score) Line(string.Create(CultureInfo.InvariantCulture, $"Score {score}{(Reason.Label is { } label ? $", label {label}" : "")}{(Reason.Verdict is { } verdict ? $", {verdict}" : "")}{(Reason.Plan is { } plan ? $" by the plan {plan}" : "")}"));
            foreach (var part in Reason.Parts) Line(string.Create(CultureInfo.InvariantCulture, $"  {part.Points,6:+0.#;-0.#}  {part.Name}"));
            if (Reason.FadesAt is { } fades) Line(string.Create(CultureInfo.InvariantCulture, $"Worth it until {fades:yyyy-MM-dd HH:mm} UTC: then the score changes if nothing happens."));
            if (!string.IsNullOrWhiteSpace(Note)) Line(Note);
            if (Link is not null) Line(Link);
            return text.ToString();
        }
    }

    /// <summary>As Slack and those who speak like it take it. What could be read as markup or as a link is written so that it is none.</summary>
    public byte[] Slack()
    {
        var text = Subject + "\n" + Text;
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(new { text = escaped.TrimEnd(), mrkdwn = false, unfurl_links = false, unfurl_media = false }, Reason.Options);
    }
}
