using CsCheck;
using TrackTok.Tenancy;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Tests.Members;

public sealed class MembershipTests
{
    [Theory]
    [InlineData(Role.Owner, Role.Member, Role.Admin, null)]
    [InlineData(Role.Owner, Role.Member, Role.Owner, null)]
    [InlineData(Role.Owner, Role.Owner, Role.Admin, null)]
    [InlineData(Role.Admin, Role.Member, Role.Analyst, null)]
    [InlineData(Role.Admin, Role.Admin, Role.Member, null)]
    [InlineData(Role.Admin, Role.Member, Role.Admin, "owner_needed")]
    [InlineData(Role.Admin, Role.Member, Role.Owner, "owner_needed")]
    [InlineData(Role.Admin, Role.Owner, Role.Member, "owner_untouchable")]
    [InlineData(Role.Analyst, Role.Member, Role.Analyst, "permission_missing")]
    [InlineData(Role.Member, Role.Analyst, Role.Member, "permission_missing")]
    public void Lets_a_role_change_as_the_specification_says(Role by, Role from, Role to, string? code)
    {
        var member = Someone(from);

        member.Change(to, active: true, Someone(by), activeOwners: 2)?.Code.ShouldBe(code);

        member.Role.ShouldBe(code is null ? to : from);
    }

    [Fact]
    public void Nobody_changes_their_own_role()
    {
        var owner = Someone(Role.Owner);

        owner.Change(Role.Admin, active: true, owner, activeOwners: 2).ShouldBe(MemberErrors.OwnRole);
    }

    [Fact]
    public void The_last_owner_neither_leaves_nor_is_demoted()
    {
        var owner = Someone(Role.Owner);

        owner.Change(Role.Owner, active: false, owner, activeOwners: 1).ShouldBe(MemberErrors.LastOwner);
        owner.Change(Role.Member, active: true, Someone(Role.Owner), activeOwners: 1).ShouldBe(MemberErrors.LastOwner);
        owner.IsActiveOwner.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Role.Owner, Role.Owner, null)]
    [InlineData(Role.Owner, Role.Admin, null)]
    [InlineData(Role.Admin, Role.Admin, null)]
    [InlineData(Role.Admin, Role.Member, null)]
    [InlineData(Role.Admin, Role.Owner, "owner_untouchable")]
    [InlineData(Role.Analyst, Role.Member, "permission_missing")]
    [InlineData(Role.Member, Role.Member, "permission_missing")]
    public void Removes_whom_the_specification_lets_go(Role by, Role whom, string? code)
    {
        var member = Someone(whom);

        member.Remove(Someone(by), activeOwners: 2, TimeProvider.System.GetUtcNow())?.Code.ShouldBe(code);

        (member.RemovedAt is null, member.Active).ShouldBe(code is null ? (false, false) : (true, true));
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Owner)]
    public void Everyone_may_leave_but_the_last_owner(Role role)
    {
        var member = Someone(role);

        member.Remove(member, activeOwners: role == Role.Owner ? 2 : 1, TimeProvider.System.GetUtcNow()).ShouldBeNull();
        var last = Someone(Role.Owner);
        last.Remove(last, activeOwners: 1, TimeProvider.System.GetUtcNow()).ShouldBe(MemberErrors.LastOwner);
    }

    [Fact]
    public void An_admin_cannot_deactivate_an_owner() =>
        Someone(Role.Owner).Change(Role.Owner, active: false, Someone(Role.Admin), activeOwners: 2).ShouldBe(MemberErrors.OwnerUntouchable);

    [Fact]
    public void One_who_was_deactivated_a_moment_ago_changes_nobody()
    {
        var by = Someone(Role.Admin);
        by.Change(Role.Admin, active: false, Someone(Role.Owner), activeOwners: 1).ShouldBeNull();

        Someone(Role.Member).Change(Role.Analyst, active: true, by, activeOwners: 1).ShouldBe(MemberErrors.NotAllowed);
    }

    [Fact]
    public void Whatever_is_tried_an_active_owner_stays() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool).Array[1, 60].Sample(attempts =>
        {
            var members = new[] { Someone(Role.Owner), Someone(Role.Owner), Someone(Role.Admin), Someone(Role.Member) };
            foreach (var (by, whom, role, active) in attempts)
                members[whom].Change((Role)role, active, members[by], members.Count(member => member.IsActiveOwner));
            return members.Any(member => member.IsActiveOwner);
        });

    private static Membership Someone(Role role) =>
        Membership.Of(Guid.CreateVersion7(), new Person(Guid.CreateVersion7(), "jane@example.com", "Jane", "Doe"), role, DateTimeOffset.UnixEpoch);
}
