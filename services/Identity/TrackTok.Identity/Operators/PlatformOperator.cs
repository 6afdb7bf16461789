using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Operators;

/// <summary>
/// A person whom the deployment appointed an operator of the platform (SPEC 2.7), above all tenants. Appointed by the person's id and by nothing that anybody can
/// register, such as an e-mail address; see <see cref="OperatorAppointment"/>.
/// </summary>
internal sealed class PlatformOperator
{
    /// <summary>What stands where a member's role would.</summary>
    internal const string RoleName = "operator";

    private PlatformOperator()
    {
    }

    public Guid PersonId { get; private set; }

    public DateTimeOffset AppointedAt { get; private set; }

    internal static PlatformOperator Appoint(Guid personId, DateTimeOffset now) => new() { PersonId = personId, AppointedAt = now };
}

internal sealed class PlatformOperatorMapping : IEntityTypeConfiguration<PlatformOperator>
{
    public void Configure(EntityTypeBuilder<PlatformOperator> builder)
    {
        builder.ToTable("platform_operators");
        builder.HasKey(appointed => appointed.PersonId);
        builder.Property(appointed => appointed.PersonId).ValueGeneratedNever();
        builder.HasOne<Person>().WithOne().HasForeignKey<PlatformOperator>(appointed => appointed.PersonId);
    }
}
