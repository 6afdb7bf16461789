using Aspire.Hosting.Testing;

namespace TrackTok.AppHost.Tests;

/// <summary>What AppHost/Program.cs describes, whichever engine it is compiled against.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task Names_every_part_of_the_system()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>();

        string[] expected =
        [
            "postgres", "identity-db", "tenants-db", "expenses-db", "budgets-db", "reporting-db", "cache", "messaging",
            "identity-migrate", "tenants-migrate", "expenses-migrate", "budgets-migrate", "reporting-migrate",
            "identity", "tenants", "expenses", "budgets", "reporting", "gateway", "web", "service-client-secret", "edge-signing-key", "identity-key-secret",
        ];
        expected.Except(builder.Resources.Select(r => r.Name)).ShouldBeEmpty();
    }
}
