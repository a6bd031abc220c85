namespace Kelvin.Bench.Workload;

/// <summary>The values that traits and events of the workload take. All of it is made up.</summary>
internal static class Vocabulary
{
    public static readonly string[] GivenNames =
    [
        "Jan", "Anna", "Piotr", "Maria", "Tomasz", "Katarzyna", "Erik", "Astrid", "Lars", "Ingrid", "Ivan", "Olga", "Dmitri", "Elena",
        "John", "Mary", "James", "Linda", "Hans", "Greta", "Luca", "Giulia", "Pierre", "Camille", "José", "Lucía", "Zoë", "Søren",
    ];

    public static readonly string[] FamilyNames =
    [
        "Kowalski", "Nowak", "Wiśniewska", "Zieliński", "Lindqvist", "Svensson", "Berg", "Ivanova", "Petrov", "Sokolova", "Smith", "Jones",
        "Taylor", "Brown", "Müller", "Schmidt", "Rossi", "Bianchi", "Dubois", "Moreau", "García", "Martínez", "O'Neill", "Ødegaard",
    ];

    public static readonly string[] Positions =
    [
        "director", "ceo", "owner", "manager", "head of sales", "engineer", "analyst", "consultant", "assistant", "student", "intern", "other",
    ];

    public static readonly string[] Industries =
    [
        "software", "manufacturing", "retail", "logistics", "banking", "insurance", "energy", "health", "education", "construction",
        "agriculture", "media", "telecoms", "travel", "food", "automotive", "chemicals", "public sector", "legal", "real estate",
    ];

    public static readonly string[] Countries =
    [
        "PL", "DE", "SE", "GB", "US", "FR", "IT", "ES", "NL", "CZ", "NO", "DK", "FI", "AT", "CH", "BE", "IE", "PT", "HU", "RO",
        "LT", "LV", "EE", "SK", "BG", "HR", "SI", "GR", "CA", "AU",
    ];

    public static readonly string[] Regions =
    [
        "mazowieckie", "małopolskie", "śląskie", "wielkopolskie", "dolnośląskie", "pomorskie", "łódzkie", "lubelskie",
        "podkarpackie", "lubuskie", "opolskie", "podlaskie", "świętokrzyskie", "warmińsko-mazurskie", "zachodniopomorskie", "kujawsko-pomorskie",
    ];

    public static readonly string[] Cities =
    [
        "Warszawa", "Kraków", "Katowice", "Poznań", "Wrocław", "Gdańsk", "Łódź", "Lublin",
        "Rzeszów", "Zielona Góra", "Opole", "Białystok", "Kielce", "Olsztyn", "Szczecin", "Bydgoszcz",
    ];

    public static readonly string[] Sources = ["form", "webinar", "fair", "partner", "search", "social", "import", "referral"];

    public static readonly string[] FreeMail = ["gmail.com", "outlook.com", "yahoo.com", "wp.pl"];

    public const string Competitor = "rival.example";

    public static readonly string[] Forms = ["contact", "newsletter", "demo", "trial", "quote", "survey", "callback", "webinar"];

    private static readonly string[] Sections = ["blog", "docs", "product", "customers", "help", "events", "careers", "integrations"];

    /// <summary>About 500 paths, the most visited first: a few that mean something, then the long rest of a site.</summary>
    public static readonly string[] Paths =
    [
        "/", "/product", "/blog", "/pricing", "/login", "/about", "/customers", "/careers", "/product/scoring", "/pricing/enterprise",
        "/contact", "/demo", "/product/segments", "/pricing/calculator", "/security",
        .. Enumerable.Range(1, 485).Select(n => $"/{Sections[n % Sections.Length]}/{Sections[n * 5 / 7 % Sections.Length]}-{n}"),
    ];
}
