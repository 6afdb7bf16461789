using Microsoft.AspNetCore.Http;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults.Tests.Http;

public sealed class TokenRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Permission Read = new("things.read", "read things", Reach.All, Reach.All, Reach.All);

    [Theory]
    [InlineData("things.read", null)]
    [InlineData("things.write", "scope_missing")]
    [InlineData("", "scope_missing")]
    public void A_confined_token_does_what_its_scopes_name(string scope, string? code) =>
        (Refuse(Confined(scope), "POST", new PermissionMetadata(Read))?.Code).ShouldBe(code);

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", "not_for_keys")]
    [InlineData("DELETE", "not_for_keys")]
    public void A_confined_token_only_reads_what_every_signed_in_person_may(string method, string? code) =>
        (Refuse(Confined("things.read"), method, new SignedInMetadata("why"))?.Code).ShouldBe(code);

    [Fact]
    public void A_confined_token_never_does_what_is_dangerous_or_not_for_keys()
    {
        Refuse(Confined("things.read") with { ProvedAt = Now.ToUnixTimeSeconds() }, "POST", new PermissionMetadata(Read), new RecentProof())!.Code.ShouldBe("not_for_keys");
        Refuse(Confined("things.read"), "GET", new PermissionMetadata(Read), new NotForKeysMetadata())!.Code.ShouldBe("not_for_keys");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(14, null)]
    [InlineData(15, "step_up_required")]
    [InlineData(600, "step_up_required")]
    public void What_is_dangerous_asks_for_a_proof_of_the_last_quarter_of_an_hour(int minutes, string? code) =>
        (Refuse(Whole with { ProvedAt = Now.AddMinutes(-minutes).ToUnixTimeSeconds() }, "POST", new PermissionMetadata(Read), new RecentProof())?.Code).ShouldBe(code);

    [Fact]
    public void A_whole_session_needs_no_scopes()
    {
        Refuse(Whole, "POST", new PermissionMetadata(Read)).ShouldBeNull();
        Refuse(Whole, "POST", new RecentProof())!.Code.ShouldBe("step_up_required");
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "second_factor_setup_required")]
    [InlineData(-600, "second_factor_setup_required")]
    public void Who_owes_a_second_factor_can_set_one_up_once_the_grace_is_over_and_nothing_else(int seconds, string? code)
    {
        var owing = Whole with { SecondFactorBy = Now.AddSeconds(seconds).ToUnixTimeSeconds() };

        (Refuse(owing, "GET", new PermissionMetadata(Read))?.Code).ShouldBe(code);
        (Refuse(owing, "GET", new SignedInMetadata("why"))?.Code).ShouldBe(code);
        Refuse(owing, "POST", new SignedInMetadata("why"), new WithoutSecondFactorMetadata()).ShouldBeNull();
        (Refuse(owing with { Scopes = new HashSet<string> { "things.read" } }, "GET", new PermissionMetadata(Read))?.Code).ShouldBe(code);
    }

    private static Caller Whole => new(Guid.CreateVersion7(), Guid.CreateVersion7(), Role.Owner, Guid.CreateVersion7(), false, "somebody");

    private static Caller Confined(string scope) => Whole with { Scopes = new HashSet<string> { scope } };

    private static Refusal? Refuse(Caller caller, string method, params object[] metadata) =>
        TokenRules.Refuse(new Endpoint(null, new EndpointMetadataCollection(metadata), "route"), caller, method, Now);
}
