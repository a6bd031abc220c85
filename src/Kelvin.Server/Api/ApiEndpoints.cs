using Kelvin.Server.Access;
using Kelvin.Server.Actions;
using Kelvin.Server.Actions.Automations;
using Kelvin.Server.Actions.Tasks;
using Kelvin.Server.Import;
using Kelvin.Server.Ledgers;
using Kelvin.Server.WhatIf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

/// <summary>The management API: what people, the web app and other programs ask of the server.</summary>
internal static class ApiEndpoints
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Set(options.SerializerOptions));
        // What is wrong with a request is thrown, so that one place answers for all.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", OpenApi.Set);
        services.AddSingleton<FunnelBook>().AddSingleton<Readiness>().AddSingleton<Reports.LabelCounts>().AddSingleton<PlanShelf>().AddSingleton<EveryLead>().AddSingleton<WhatIfBase>().AddHostedService<IndexFiller>().AddHostedService<DomainFiller>();
        services.AddSingleton<Catalogue.EventCatalogue>().AddHostedService(provider => provider.GetRequiredService<Catalogue.EventCatalogue>());
        services.AddSingleton<Timelines.PackedBase>().AddHostedService<Timelines.FoldingService>();
        return services;
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapHealth();
        routes.MapStats();
        routes.MapSetup();
        routes.MapSession();
        routes.MapMe();
        routes.MapUsers();
        routes.MapTeams();
        routes.MapSources();
        routes.MapRecentCalls();
        routes.MapTokens();
        routes.MapPlans();
        routes.MapPlanVersions();
        routes.MapPlanDrafts();
        routes.MapWhatIf();
        routes.MapPlanHealth();
        routes.MapWaysUp();
        routes.MapCatalogue();
        routes.MapLeads();
        routes.MapOwners();
        routes.MapScores();
        routes.MapAccounts();
        routes.MapBindings();
        routes.MapReports();
        routes.MapPersons();
        routes.MapExports();
        routes.MapImport();
        routes.MapStages();
        routes.MapTasks();
        routes.MapSegments();
        routes.MapAutomations();
        routes.MapMarks();
        routes.MapWebhooks();
        routes.MapDeliveries();
    }
}
