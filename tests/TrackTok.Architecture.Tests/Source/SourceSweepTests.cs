namespace TrackTok.Architecture.Tests.Source;

public sealed class SourceSweepTests
{
    private static readonly string[] Folders = ["services", "gateway", "web", "ServiceDefaults", "AppHost", "tests"];

    [Fact]
    public void Every_file_keeps_the_rules()
    {
        var files = Folders.SelectMany(folder => Repository.Files(folder, "*.cs")).ToList();
        files.Count.ShouldBeGreaterThan(200);

        files.SelectMany(file => SourceRules.Violations(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllLines(file))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("throw new NotImplemented" + "Exception();")]
    [InlineData("    #reg" + "ion Fields")]
    [InlineData("namespace TrackTok.Budgets.Alerts")]
    [InlineData("namespace TrackTok.Budgets;")]
    public void Sees_a_line_that_should_not_be(string line) =>
        SourceRules.Violations("services/Budgets/TrackTok.Budgets/Alerts/Alert.cs", [line]).ShouldNotBeEmpty();

    [Theory]
    [InlineData("services/Budgets/TrackTok.Budgets/Common/Alert.cs")]
    [InlineData("services/Budgets/TrackTok.Budgets/Alerts/Extensions.cs")]
    [InlineData("ServiceDefaults/TrackTok.Core/Thing.cs")]
    public void Sees_a_name_that_says_nothing(string path) => SourceRules.Violations(path, []).ShouldNotBeEmpty();

    [Fact]
    public void Sees_a_file_that_is_too_long() => SourceRules.Violations("AppHost/Program.cs", [.. Enumerable.Repeat("", 251)]).ShouldHaveSingleItem();

    [Fact]
    public void Sees_imports_out_of_order() => SourceRules.Violations("AppHost/Program.cs", ["using TrackTok.Tenancy;", "using System.Text;", "", "namespace X;"]).ShouldHaveSingleItem();

    [Fact]
    public void Lets_a_good_file_pass() =>
        SourceRules.Violations("services/Budgets/TrackTok.Budgets/Alerts/Alert.cs", ["namespace TrackTok.Budgets.Alerts;", "", "internal sealed class Alert;"]).ShouldBeEmpty();
}
