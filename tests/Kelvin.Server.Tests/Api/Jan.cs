namespace Kelvin.Server.Tests.Api;

/// <summary>The worked example of the specification: Jan Kowalski, and the plan that scores him.</summary>
internal static class Jan
{
    public const string Plan = """
        plan: sales
        name: Sales readiness
        fit:
          rules:
            - { name: Position, when: { trait: position, is: director }, points: 10, otherwise: -5 }
            - { name: Region, by: region, values: { mazowieckie: 5 } }
            - { name: City, by: city, values: { Warsaw: 6 } }
            - { name: Source, by: source, values: { form: 3 } }
            - { name: Consent, when: { trait: consent, is: true }, points: 2 }
        engagement:
          rules:
            - { name: Opens our e-mail, on: Email Opened, points: 5 }
            - { name: Clicks, on: Email Link Clicked, points: 10 }
            - { name: Silence, on: page, absent_for: 30d, points: -10 }
        grades: { A: 20, B: 10, C: null }
        levels: { 1: 20, 2: 10, 3: null }
        verdicts:
          - { label: [A1], verdict: ready }
          - { verdict: nurture }
        """;

    public const string Identify = """
        {"type":"identify","messageId":"j1","userId":"jan","anonymousId":"a-jan","timestamp":"2025-01-01T10:00:00Z",
         "traits":{"email":"Jan@Example.org","position":"director","region":"mazowieckie","city":"Warsaw","source":"form","consent":true}}
        """;

    public static readonly string[] Story =
    [
        Identify,
        """{"type":"page","messageId":"j2","anonymousId":"a-jan","timestamp":"2025-01-01T09:00:00Z","properties":{"path":"/pricing"}}""",
        """{"type":"track","event":"Email Opened","messageId":"j3","userId":"jan","timestamp":"2025-03-01T10:00:00Z"}""",
        """{"type":"track","event":"Email Opened","messageId":"j4","userId":"jan","timestamp":"2025-03-01T11:00:00Z"}""",
        """{"type":"track","event":"Email Link Clicked","messageId":"j5","userId":"jan","timestamp":"2025-03-01T12:00:00Z"}""",
        """{"type":"page","messageId":"j6","userId":"jan","timestamp":"2025-03-01T12:00:05Z","properties":{"path":"/","n":1},"context":{"ip":"192.0.2.1"}}""",
    ];
}
