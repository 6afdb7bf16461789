using System.Text.Json;
using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Tests.Design;

public sealed class PageFormTests
{
    private const string Changed = """{"changes": [{"member": "notes", "old": null, "new": "x"}, {"member": "amount", "old": 125.5000, "new": 130}, {"member": "tags", "old": ["a", "b"], "new": []}, {"member": "billable", "old": false, "new": true}, {"member": "vendor", "old": "Shop", "new": "Theirs"}]}""";

    [Fact]
    public void After_somebody_elses_change_what_was_not_touched_takes_their_value()
    {
        var form = Posted(("notes", ""), ("amount", "125.50"), ("tags", "b, A"), ("vendor", "Mine"));

        form.Refuse(Stale());

        (form["notes"], form["amount"], form["tags"], form.IsTicked("billable"), form["vendor"]).ShouldBe(("x", "130.00", null, true, "Mine"));
        form.Differing.ShouldBe([("vendor", "Mine", "Theirs")]);
        form.Version.ShouldBe("\"2\"");
    }

    [Fact]
    public void What_was_touched_stays_and_both_values_are_shown()
    {
        var form = Posted(("notes", "mine"), ("amount", "1"), ("tags", "c"), ("vendor", "Shop"), ("billable", "true"));

        form.Refuse(Stale());

        (form["notes"], form["amount"], form["tags"], form["vendor"]).ShouldBe(("mine", "1", "c", "Theirs"));
        form.Differing.Select(field => field.Name).ShouldBe(["notes", "amount", "tags"]);
    }

    [Fact]
    public void A_refused_submit_gets_a_key_of_its_own_unless_nothing_is_known_of_it()
    {
        var form = Posted(("notes", ""));
        var key = form.Key;
        form.Refuse(new Problem { Status = 503 });
        form.Key.ShouldBe(key);
        form.Refuse(new Problem { Status = 422 });
        form.Key.ShouldNotBe(key);
    }

    [Fact]
    public void An_act_that_asks_for_a_proof_keeps_what_was_typed_and_stays_the_same_act()
    {
        var form = Posted(("notes", "typed"));
        var key = form.Key;
        form.Proof.ShouldBeNull();

        form.Refuse(new Problem { Status = 403, Code = "step_up_required" });

        (form.NeedsProof, form.HasErrors, form.Problem, form["notes"], form.Key).ShouldBe((true, true, null, "typed", key));
    }

    [Fact]
    public void A_given_proof_is_read_from_the_form_and_a_wrong_one_asked_for_again()
    {
        var form = Posted(("notes", "typed"), (PageForm.ProofPassword, "guess"), (PageForm.ProofCode, " "));
        form.Proof.ShouldBe(("guess", null, null));

        form.RefuseProof(new Problem { Status = 422, Code = "wrong_password" });

        (form.NeedsProof, form.ProofProblem?.Code, form.Problem).ShouldBe((true, "wrong_password", null));
    }

    private static PageForm Posted(params (string, Microsoft.Extensions.Primitives.StringValues)[] fields) =>
        new PageForm("f", Pages.Posting("f", fields)).Start("notes", "x").Start("amount", "130.00").Start("tags", "").Start("billable", true).Start("vendor", "Theirs").StartVersion("\"2\"");

    private static Problem Stale() => JsonSerializer.Deserialize<Problem>(Changed, ApiJson.Options)! with { Status = 412 };
}
