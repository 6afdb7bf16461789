using TrackTok.Tenants.Contracts;

namespace TrackTok.Architecture.Tests.Contracts;

public sealed class ContractTests
{
    private static readonly string Approved = Path.Combine(Repository.Root, "tests", "TrackTok.Architecture.Tests", "Approved");

    public static TheoryData<string> Contracts => [.. Repository.Projects.Where(project => project.IsContract).Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Is_as_it_was_approved(string contract)
    {
        var assembly = Repository.Load(Repository.Projects.Single(project => project.Name == contract));
        var text = new Dictionary<string, string[]> { [contract + ".events.txt"] = [.. ContractText.Events(assembly)] };
        foreach (var proto in ContractText.Protos(assembly)) text[$"{contract}.{proto.Name}.txt"] = [.. ContractText.Proto(proto)];
        foreach (var (name, lines) in text) Compare(name, lines);
    }

    [Fact]
    public void Every_approved_text_has_its_contract() => Directory.EnumerateFiles(Approved, "*.txt").Select(Path.GetFileName)
        .Where(name => !Contracts.Any(contract => name!.StartsWith((string)contract.Data + ".", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void Every_record_is_an_event_or_is_carried_by_one() => Repository.Projects.Where(project => project.IsContract).SelectMany(project => Misfits(ContractText.EventTypes(Repository.Load(project)))).ShouldBeEmpty();

    [Fact]
    public void Sees_a_record_that_is_no_event() => Misfits([typeof(TenantRevised), typeof(TenantSettingsFacts), typeof(Stray), typeof(Open)]).ShouldBe([nameof(Stray), nameof(Open)]);

    [Fact]
    public void Sees_what_was_promised_and_is_gone() =>
        Difference(["A: Guid Id", "A: string Name"], ["A: Guid Id", "A: string? Name", "A: int Age"]).ShouldBe(["- A: string Name", "+ A: string? Name", "+ A: int Age"]);

    private static IEnumerable<string> Misfits(IEnumerable<Type> records)
    {
        var all = records.ToList();
        var carried = all.SelectMany(type => type.GetProperties()).Select(property => property.PropertyType.GetElementType() ?? property.PropertyType).ToHashSet();
        return all.Where(type => !type.IsSealed || (!ContractText.IsEvent(type) && !carried.Contains(type))).Select(type => type.Name);
    }

    private static void Compare(string name, string[] lines)
    {
        var file = Path.Combine(Approved, name);
        if (Environment.GetEnvironmentVariable("TRACKTOK_APPROVE") == "1") File.WriteAllLines(file, lines);
        var approved = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (approved.SequenceEqual(lines)) return;
        var difference = string.Join('\n', Difference(approved, lines));
        Assert.Fail($"""
            {name} is not what was approved. Members may be added; none may be renamed, retyped or taken away (a breaking change is a new type).
            {(difference.Length > 0 ? difference : "Only the order differs.")}
            If this is meant, accept it with: TRACKTOK_APPROVE=1 dotnet run --project tests/TrackTok.Architecture.Tests -- -class "*ContractTests"
            """);
    }

    private static IEnumerable<string> Difference(string[] approved, string[] now) => [.. approved.Except(now).Select(line => "- " + line), .. now.Except(approved).Select(line => "+ " + line)];

    private sealed record Stray(Guid TenantId, string What);

    private record Open(Guid TenantId, DateTimeOffset OccurredAt, long Version);

    private sealed record Further(Guid TenantId, DateTimeOffset OccurredAt, long Version) : Open(TenantId, OccurredAt, Version);
}
