namespace TrackTok.Web.Design;

internal static class DesignSetup
{
    internal static void AddDesign(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddScoped<PageForms>();
        builder.Services.AddScoped(services => services.GetRequiredService<Session.Visit>().Formats);
        builder.Services.AddScoped<Flash>();
        builder.Services.AddScoped<Settings.PlanUsage>();
    }
}
