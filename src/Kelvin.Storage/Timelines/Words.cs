using System.Collections.Frozen;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// Texts that stand in nearly every call, and so take two bytes in the store. Their places are in the store for ever:
/// new ones go to the end.
/// </summary>
internal static class Words
{
    private static readonly string[] Known =
    [
        "page", "screen", "identify", "group", "path", "url", "title", "referrer", "search", "name",
        "category", "email", "library", "version", "userAgent", "locale", "ip", "timezone", "campaign", "source",
        "medium", "term", "content", "traits", "os", "device", "app", "network", "id", "type",
        "model", "manufacturer", "width", "height", "density", "active", "groupId", "channel", "userAgentData", "brands",
        "brand", "mobile", "platform", "namespace", "build", "carrier", "wifi", "cellular", "bluetooth", "initial_referrer",
        "referring_domain", "initial_referring_domain", "tab_url", "sessionId", "sessionStart", "firstName", "lastName", "phone", "company", "industry",
        "employees", "position", "country", "region", "city", "address", "street", "state", "postalCode", "age",
        "createdAt", "plan", "website", "description", "avatar", "birthday", "gender", "username", "employee_count", "company_size",
        "annual_revenue", "consent", "email_id", "email_subject", "campaign_id", "campaign_name", "link_id", "link_url", "list_id", "list_name",
        "asset_id", "session_id", "total_length", "video_player", "order_id", "total", "revenue", "currency", "products", "product_id",
        "sku", "price", "quantity", "coupon", "shipping", "tax", "discount", "checkout_id", "affiliation", "query",
        "form_id", "form", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "value", "label", "action",
        "Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced", "Unsubscribed", "Form Submitted", "Signed Up", "Signed In", "Signed Out", "Order Completed",
        "Product Viewed", "Product Added", "Video Playback Started", "Video Content Playing", "Video Playback Completed", "Webinar Attended", "Guide Downloaded", "Trial Started", "Trial Ended", "Account Created",
        "analytics.js", "@segment/analytics-node", "analytics-node", "analytics-next", "npm:next-1.84.3", "RudderLabs JavaScript SDK", "@rudderstack/rudder-sdk-node", "RSA", "Chromium", "Google Chrome",
        "en-US", "en-GB", "pl-PL", "ru-RU", "sv-SE", "de-DE", "Europe/Warsaw", "Europe/Berlin", "Europe/Stockholm", "Europe/London",
        "America/New_York", "UTC", "macOS", "Windows", "Linux", "Android", "iOS", "$direct", "anonymousId", "userId",
    ];

    private static readonly FrozenDictionary<string, int> Places = Known.Select((word, place) => (word, place)).ToFrozenDictionary(p => p.word, p => p.place, StringComparer.Ordinal);

    public static bool TryFind(string text, out int place) => Places.TryGetValue(text, out place);

    public static string At(int place) => Known[place];
}
