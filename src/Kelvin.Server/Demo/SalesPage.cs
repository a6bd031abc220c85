using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kelvin.Server.Demo;

/// <summary>The sales desk's page: a list of what came, without a script; it loads itself again every few seconds.</summary>
internal static class SalesPage
{
    private const int Shown = 200;
    private const int PartsShown = 3;

    public const string Style = """
        :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
        body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; margin: 0 0 .3rem; }
        p { margin: 0 0 1.2rem; opacity: .75; }
        table { width: 100%; border-collapse: collapse; }
        th, td { text-align: left; vertical-align: top; padding: .5rem .7rem .5rem 0; border-bottom: 1px solid #8884; }
        th { font-weight: 600; opacity: .7; }
        td.when { white-space: nowrap; font-variant-numeric: tabular-nums; opacity: .75; }
        .parts { opacity: .75; }
        .score { font-variant-numeric: tabular-nums; white-space: nowrap; }
        """;

    public static string Of(IReadOnlyList<SalesMessage> messages, Uri kelvin)
    {
        var page = new StringBuilder($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
            <title>Sales desk of {Site.Company}</title><link rel="stylesheet" href="/sales.css"></head><body>
            <h1>Sales desk of {Site.Company}</h1>
            <p>What Kelvin's webhooks told since this demo was started, each message once: {messages.Count.ToString(CultureInfo.InvariantCulture)}. Every signature was checked.
            When and how each came here, Kelvin's API tells at <code>/api/deliveries</code>.</p>
            <table><thead><tr><th>When</th><th>Who</th><th>What</th><th>Score</th><th>Mostly because of</th></tr></thead><tbody>
            """);
        foreach (var message in messages.Take(Shown)) page.Append(Row(message, kelvin));
        if (messages.Count == 0) page.Append("<tr><td colspan=\"5\">Nothing yet. Somebody will cross a line soon.</td></tr>");
        return page.Append("</tbody></table></body></html>").ToString();
    }

    private static string Row(SalesMessage message, Uri kelvin)
    {
        var data = message.Body.GetProperty("data");
        return $"""<tr><td class="when">{message.At.UtcDateTime.ToString("d MMM HH:mm", CultureInfo.InvariantCulture)}</td><td>{Who(data, kelvin)}</td><td>{What(message.Body, data)}</td><td class="score">{Score(data)}</td><td class="parts">{Parts(data)}</td></tr>""";
    }

    private static string Who(JsonElement data, Uri kelvin)
    {
        var (kind, place) = data.TryGetProperty("lead", out var subject) ? ("leads", "email") : data.TryGetProperty("account", out subject) ? ("accounts", "id") : ("", "");
        if (kind.Length == 0) return "";
        var id = subject.GetProperty("id").GetString()!;
        var name = Of(subject, place) ?? Of(subject, "userId") ?? id;
        return $"<a href=\"{Text(new Uri(kelvin, $"/{kind}/{Uri.EscapeDataString(id)}").AbsoluteUri)}\">{Text(name)}</a>";
    }

    private static string What(JsonElement body, JsonElement data)
    {
        if (Of(body, "type") == "lead.erased") return "was erased: delete what you have";
        var because = Of(data, "cause") == "event" ? $" by “{Of(data, "event")}”" : Of(data, "cause") == "person" ? $" by {Of(data, "by")}" : "";
        return Text($"{Of(data, "from") ?? "nothing"} → {Of(data, "to") ?? "nothing"}{because}");
    }

    private static string Score(JsonElement data)
    {
        if (!data.TryGetProperty("score", out var score) || score.ValueKind != JsonValueKind.Object) return "";
        return Text(string.Create(CultureInfo.InvariantCulture, $"{score.GetProperty("score").GetInt64()} {Of(score, "label")}").TrimEnd());
    }

    private static string Parts(JsonElement data) => !data.TryGetProperty("parts", out var parts) ? "" : Text(string.Join(", ", parts.EnumerateArray()
        .Where(part => part.GetProperty("points").GetDouble() > 0).Take(PartsShown)
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{Of(part, "name")} +{part.GetProperty("points").GetDouble():0}"))));

    private static string? Of(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
