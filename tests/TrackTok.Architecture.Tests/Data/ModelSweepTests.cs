using System.Reflection;
using Microsoft.EntityFrameworkCore;
using TrackTok.TenantData;

namespace TrackTok.Architecture.Tests.Data;

public sealed class ModelSweepTests
{
    /// <summary>Tables that name a tenant without belonging to one: what is asked before a tenant is known. Each says in its own words why.</summary>
    private static readonly Dictionary<string, string[]> KnownOutside = new()
    {
        ["TrackTok.Identity"] = ["InvitationLink", "Registration", "Session"],
        ["TrackTok.Tenants"] = ["Belonging", "DomainName", "TenantName"],
    };

    public static TheoryData<string> Services => [.. Repository.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void Keeps_the_tenant_wall(string service)
    {
        using var context = ContextOf(service);
        context.Model.GetEntityTypes().Count(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))).ShouldBeGreaterThanOrEqualTo(2, "A service without rows of tenants is not what we look at.");

        ModelRules.Violations(context.Model).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Leaves_outside_only_what_is_named_here(string service)
    {
        using var context = ContextOf(service);

        ModelRules.Outside(context.Model).ShouldBe(KnownOutside.GetValueOrDefault(service, []));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Has_a_migration_for_all_of_its_model(string service)
    {
        using var context = ContextOf(service);

        context.Database.HasPendingModelChanges().ShouldBeFalse($"dotnet ef migrations add NAME --project services/{service["TrackTok.".Length..]}/{service} -o Data/Migrations");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Names_each_audited_noun_once(string service)
    {
        using var context = ContextOf(service);
        var nouns = context.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(IAudited)))
            .Select(type => (string)type.ClrType.GetProperty(nameof(IAudited.AuditNoun), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).ToList();

        nouns.ShouldBeUnique();
        nouns.ShouldAllBe(noun => noun.Length > 0 && !noun.Any(char.IsUpper));
    }

    [Fact]
    public void Sees_every_hole_in_a_wall()
    {
        using var context = Make(typeof(LeakyDbContext));

        ModelRules.Violations(context.Model).ShouldBe(
        [
            "Leak has no tenant filter.",
            "Leak's key does not begin with the tenant's id.",
            "Leak is unique by Name across tenants: who tries a value learns that another tenant has it.",
            "Leak's version is no concurrency token.",
            "Drop has no tenant filter.",
            "Drop's link to Leak does not begin with the tenant's id: a link into another tenant could be stored.",
        ], ignoreOrder: true);
        ModelRules.Outside(context.Model).ShouldBe([nameof(Stray)]);
    }

    private static TenantDbContext ContextOf(string service) =>
        Make(Assembly.Load(service).GetTypes().Where(type => type.IsSubclassOf(typeof(TenantDbContext))).ShouldHaveSingleItem());

    /// <summary>The context as it works, but on no database: models and migrations need none.</summary>
    private static TenantDbContext Make(Type type)
    {
        var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(type))!;
        DatabaseOptions.Apply(options, npgsql => npgsql.MigrationsAssembly(type.Assembly.GetName().Name), "Host=127.0.0.1;Port=1;Database=none");
        return (TenantDbContext)Activator.CreateInstance(type, options.Options)!;
    }

    private sealed class Leak : ITenantOwned, IVersioned
    {
        public Guid TenantId { get; init; }

        public Guid Id { get; init; }

        public long Version { get; init; }

        public string Name { get; init; } = "";
    }

    private sealed class Drop : ITenantOwned
    {
        public Guid TenantId { get; init; }

        public Guid Id { get; init; }

        public Guid LeakId { get; init; }
    }

    private sealed class Stray
    {
        public Guid Id { get; init; }

        public Guid TenantId { get; init; }
    }

    /// <summary>Maps its entities without the base's help: what a slip would look like.</summary>
    private sealed class LeakyDbContext(DbContextOptions<LeakyDbContext> options) : TenantDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Ignore<AuditEntry>().Ignore<InboxMessage>().Ignore<OutboxMessage>().Ignore<IdempotencyRecord>();
            modelBuilder.Entity<Leak>().HasIndex(leak => leak.Name).IsUnique();
            modelBuilder.Entity<Drop>().HasKey(drop => new { drop.TenantId, drop.Id });
            modelBuilder.Entity<Drop>().HasOne<Leak>().WithMany().HasForeignKey(drop => drop.LeakId);
            modelBuilder.Entity<Stray>();
        }
    }
}
