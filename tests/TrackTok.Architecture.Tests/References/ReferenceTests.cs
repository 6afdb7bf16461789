namespace TrackTok.Architecture.Tests.References;

public sealed class ReferenceTests
{
    [Fact]
    public void Looks_at_the_projects_that_there_are()
    {
        Repository.Services.Select(service => service.Name).ShouldBe(["TrackTok.Budgets", "TrackTok.Expenses", "TrackTok.Identity", "TrackTok.Reporting", "TrackTok.Tenants"]);
        Repository.Projects.ShouldContain(project => project.IsGateway);
        Repository.Projects.Count(project => project.IsShared).ShouldBe(5);
        Repository.Projects.ShouldAllBe(project => project.References.Count > 0 || project.IsContract || project.IsShared);
    }

    [Fact]
    public void Projects_reference_what_they_may() => Repository.Projects.SelectMany(ReferenceRules.Violations).ShouldBeEmpty();

    [Fact]
    public void Assemblies_use_what_they_may() => Repository.Projects.SelectMany(project =>
    {
        var used = Repository.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        used.ShouldNotBeEmpty();
        return used.Select(name => ReferenceRules.Refuse(project.Name, name) ?? ReferenceRules.RefuseLibrary(project.Name, name)).OfType<string>();
    }).ShouldBeEmpty();

    [Fact]
    public void Identity_alone_uses_the_openid_connect_server() => Repository.Projects
        .Where(project => Repository.Load(project).GetReferencedAssemblies().Any(assembly => assembly.Name!.StartsWith("OpenIddict", StringComparison.Ordinal)))
        .Select(project => project.Name).ShouldBe(["TrackTok.Identity"]);

    [Theory]
    [InlineData("TrackTok.Budgets", "TrackTok.Expenses")]
    [InlineData("TrackTok.Expenses", "TrackTok.Gateway")]
    [InlineData("TrackTok.Gateway", "TrackTok.Identity")]
    [InlineData("TrackTok.Gateway", "TrackTok.TenantData")]
    [InlineData("TrackTok.Expenses.Contracts", "TrackTok.Currencies")]
    [InlineData("TrackTok.Expenses.Contracts", "TrackTok.Budgets.Contracts")]
    [InlineData("TrackTok.Tenancy", "TrackTok.TenantData")]
    [InlineData("TrackTok.ServiceDefaults", "TrackTok.TenantData")]
    [InlineData("TrackTok.TenantSettings", "TrackTok.Expenses.Contracts")]
    public void Sees_a_forbidden_reference(string from, string to) => ReferenceRules.Refuse(from, to).ShouldNotBeNull();

    [Theory]
    [InlineData("TrackTok.Budgets", "TrackTok.Expenses.Contracts")]
    [InlineData("TrackTok.Budgets", "TrackTok.TenantData")]
    [InlineData("TrackTok.Gateway", "TrackTok.Tenants.Contracts")]
    [InlineData("TrackTok.Gateway", "TrackTok.ServiceDefaults")]
    public void Lets_an_allowed_reference_pass(string from, string to) => ReferenceRules.Refuse(from, to).ShouldBeNull();

    [Theory]
    [InlineData("TrackTok.Gateway", "OpenIddict.Abstractions")]
    [InlineData("TrackTok.Identity", "Duende.IdentityServer")]
    [InlineData("TrackTok.Tenancy", "Microsoft.EntityFrameworkCore")]
    [InlineData("TrackTok.Tenancy", "MassTransit.Abstractions")]
    [InlineData("TrackTok.Gateway", "Npgsql")]
    [InlineData("TrackTok.Tenants.Contracts", "MassTransit")]
    public void Sees_a_forbidden_library(string from, string library) => ReferenceRules.RefuseLibrary(from, library).ShouldNotBeNull();

    [Fact]
    public void Sees_a_shared_library_that_nobody_decided_on() =>
        ReferenceRules.Violations(new Project("TrackTok.Common", "ServiceDefaults/TrackTok.Common", [], [])).ShouldHaveSingleItem();
}
