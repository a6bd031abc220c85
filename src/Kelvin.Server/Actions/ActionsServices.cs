using Kelvin.Server.Actions.Automations;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Server.Actions.Tasks;
using Kelvin.Server.Settings;

namespace Kelvin.Server.Actions;

internal static class ActionsServices
{
    public static IServiceCollection AddActions(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<KelvinSettings>().Webhooks);
        services.AddSingleton(provider => provider.GetRequiredService<KelvinSettings>().Mail).AddSingleton<Mailer>().AddSingleton<MailRoom>().AddSingleton<Recipients>();
        services.AddSingleton<FindAddresses>(Guard.AskTheSystem);
        services.AddSingleton<Guard>().AddSingleton<Sender>().AddSingleton<Recorder>().AddSingleton<Pinger>();
        services.AddSingleton<WebhookBook>().AddSingleton<Bell>().AddSingleton<Sparing>().AddSingleton<TaskDesk>().AddSingleton<AutomationBook>().AddSingleton<Performer>().AddSingleton<Tracks>().AddSingleton<Acting>().AddSingleton<Router>();
        services.AddHostedService<Dispatcher>().AddHostedService<Tidying>();
        return services;
    }
}
