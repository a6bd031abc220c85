namespace Kelvin.Browser.Tests;

/// <summary>What strangers send to make a page run something: each way of breaking out before each way of running, and texts that other machinery would take for code.</summary>
internal static class Payloads
{
    private const string Run = "window.__xss=1";

    private static readonly string[] BreakOuts = ["", "\">", "'>", "</textarea>", "</title></style></script>", "-->", "]]>", "`;//", "\\\"}],", "&quot;&gt;"];

    private static readonly string[] Markup =
    [
        $"<script>{Run}</script>", $"<script src=data:text/javascript,{Run}></script>", $"<img src=x onerror={Run}>", $"<img src=x onerror=\"{Run}\" alt='x'>", $"<svg onload={Run}>", $"<svg><animate onbegin={Run} attributeName=x dur=1s>",
        $"<body onload={Run}>", $"<input autofocus onfocus={Run}>", $"<select autofocus onfocus={Run}>", $"<details open ontoggle={Run}>", $"<video><source onerror={Run}></video>", $"<audio src=x onerror={Run}>",
        $"<iframe srcdoc=\"<script>parent.__xss=1</script>\">", $"<iframe src=\"javascript:parent.__xss=1\">", $"<object data=\"javascript:{Run}\">", $"<embed src=\"javascript:{Run}\">", $"<form><button formaction=\"javascript:{Run}\">go</button></form>",
        $"<math><mtext><table><mglyph><style><img src=x onerror={Run}>", $"<a href=\"javascript:{Run}\">click</a>", $"<marquee onstart={Run}>", $"<style>@import 'data:text/css,*{{x:y}}'</style>", $"<meta http-equiv=refresh content=\"0;url=javascript:{Run}\">", $"<base href=\"javascript:{Run}//\">",
    ];

    private static readonly string[] Texts =
    [
        $"javascript:{Run}", $"JaVaScRiPt:{Run}//https://", $"java\tscript:{Run}", $"\u0001javascript:{Run}", $"javascript&colon;{Run}", $"vbscript:{Run}", $"data:text/html,<script>{Run}</script>", $"data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==", $"https://x.example/\"onmouseover=\"{Run}",
        $"{{{{constructor.constructor('{Run}')()}}}}", $"${{{Run}}}", $"<%= {Run} %>", $"#{{{Run}}}", "$t(nav.leads) {{lead}}", "{{count}} $t(x, {\"a\":1})", "__proto__", "constructor", "toString", "%3Cscript%3Ewindow.__xss%3D1%3C/script%3E", "&lt;script&gt;window.__xss=1&lt;/script&gt;",
        $"\\u003cscript\\u003e{Run}\\u003c/script\\u003e", "\u202Eevil\u0000", "＜script＞window.__xss=1＜/script＞", $"'-({Run})-'", $"\";{Run};//", $"</script><script>{Run}//", $"expression({Run})", $"url(javascript:{Run})",
    ];

    /// <summary>All of them, each once.</summary>
    public static IReadOnlyList<string> All { get; } = [.. BreakOuts.SelectMany(breakOut => Markup.Select(markup => breakOut + markup)).Concat(Texts).Distinct(StringComparer.Ordinal)];

    /// <summary>The same by threes, for as many leads: a page for each payload would take minutes.</summary>
    public static IReadOnlyList<string[]> Packs { get; } = [.. All.Chunk(3)];

    /// <summary>All of a pack as one text; which of them begins it goes round from field to field.</summary>
    public static string Text(int pack, int field) => string.Join(' ', Enumerable.Range(0, Packs[pack].Length).Select(place => Packs[pack][(place + field) % Packs[pack].Length]));
}
