namespace Kelvin.Browser.Tests;

/// <summary>The pages behind the sign-in, each with an address that has something to show.</summary>
internal static class Pages
{
    public static async Task<IReadOnlyList<(string Name, string Path)>> Of(Company company)
    {
        var jan = (await company.Server.Ask("/api/leads?userId=jan-director"))["items"]![0]!["id"]!;
        return
        [
            ("leads", "/leads"), ("leads-nobody", "/leads?q=nobody-is-called-so"), ("lead", $"/leads/{jan}"), ("lead-gone", "/leads/none"),
            ("accounts", "/accounts"), ("account", "/accounts/North%20Star%20Robotics"),
            ("funnel", "/funnel"), ("sources", "/sources"), ("import", "/import"), ("deliveries", "/deliveries"), ("plans", "/plans"), ("plan", "/plans/sales-readiness"), ("plan-versions", "/plans/sales-readiness?tab=versions"), ("tasks", "/tasks"), ("team", "/team"), ("system", "/system"), ("nothing", "/leads/x/y/z"),
        ];
    }
}
