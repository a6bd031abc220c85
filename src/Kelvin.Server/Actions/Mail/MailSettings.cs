using System.Globalization;
using System.Net.Mail;

namespace Kelvin.Server.Actions.Mail;

/// <summary>How a connection to the mail server is made safe.</summary>
public enum MailSecurity
{
    /// <summary>The server must offer TLS, with a certificate that this machine trusts.</summary>
    StartTls,

    /// <summary>In the clear: only for a server on this machine or in a network of one's own.</summary>
    None,
}

/// <summary>How mails leave. Set under <c>Kelvin:Mail</c>; without a host none do.</summary>
public sealed class MailSettings
{
    public string? Host { get; set; }

    /// <summary>1 to 65,535.</summary>
    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Signs in with it, if it is set.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Who the mails are from, such as <c>Kelvin &lt;kelvin@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>Mails to one person in any hour; what is more waits and comes together in one. 1 to 1,000.</summary>
    public int PerHour { get; set; } = 10;

    /// <summary>Messages in one mail. 1 to 500.</summary>
    public int MessagesMost { get; set; } = 50;

    /// <summary>How long sending a mail may take, in seconds. 1 to 300.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    internal bool IsSetUp => !string.IsNullOrWhiteSpace(Host);

    /// <summary>What is wrong with the settings, as a sentence; null when nothing is.</summary>
    internal string? Problem()
    {
        if (!IsSetUp) return null;
        if (From is null || !MailAddress.TryCreate(From, out _) || From.Any(char.IsControl)) return "Kelvin__Mail__From is who the mails are from, such as Kelvin <kelvin@example.com>.";
        return Outside(nameof(Port), Port, 1, 65_535) ?? Outside(nameof(PerHour), PerHour, 1, 1_000) ?? Outside(nameof(MessagesMost), MessagesMost, 1, 500) ?? Outside(nameof(TimeoutSeconds), TimeoutSeconds, 1, 300);
    }

    private static string? Outside(string name, int value, int least, int most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"Kelvin__Mail__{name} is {least} to {most}.");
}
