using System.Text;
using Microsoft.AspNetCore.Routing;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>Who may do what, written from the services as they are built: <c>docs/permissions.md</c> is what they do, not what somebody remembers of it.</summary>
public sealed class PermissionMatrixTests
{
    private static readonly string File = Path.Combine(Repository.Root, "docs", "permissions.md");

    [Fact]
    public void The_published_matrix_is_what_the_services_do()
    {
        var matrix = Write();
        if (Environment.GetEnvironmentVariable("TRACKTOK_APPROVE") == "1") System.IO.File.WriteAllText(File, matrix);

        var published = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "";

        published.ShouldBe(matrix, "Accept it with: TRACKTOK_APPROVE=1 dotnet run --project tests/TrackTok.Architecture.Tests -- -class \"*PermissionMatrixTests\"");
    }

    [Fact]
    public void An_owner_may_do_whatever_anybody_may() =>
        Repository.Services.SelectMany(service => ServiceHosts.Look(service.Name).Permissions)
            .Where(permission => Enum.GetValues<Role>().Any(role => permission.For(role) > permission.For(Role.Owner))).Select(permission => permission.Name).ShouldBeEmpty();

    private static string Write()
    {
        var text = new StringBuilder("""
            # Who may do what

            Made from the services by a test, which fails when this page is not what they do. `all`: everything of the company. `own`: what is one's own, as the permission's
            summary says it; another's is 404 then, or not in the list. `–`: refused with 403 `permission_missing`. Another company's ids are 404 for every role. The platform's operators belong to no company:
            they may use the routes that say so, and none of the others. `⚿`: asks for a proof of who one is of the last quarter of an hour as well (403 `step_up_required`), `(⚿ owners)`: where it
            concerns owners; neither is for keys.


            """);
        foreach (var service in Repository.Services.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            var (routes, permissions) = ServiceHosts.Look(service.Name);
            text.Append("## ").Append(service.Name["TrackTok.".Length..]).Append("\n\n");
            if (permissions.Count > 0)
            {
                text.Append("| permission | allows to | owner | admin | analyst | member |\n|---|---|---|---|---|---|\n");
                foreach (var permission in permissions) text.Append("| `").Append(permission.Name).Append("` | ").Append(permission.Summary).Append(" | ").Append(Reaches(permission)).Append(" |\n");
                text.Append('\n');
            }
            text.Append("| route | asks for | owner | admin | analyst | member |\n|---|---|---|---|---|---|\n");
            foreach (var line in routes.Where(route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/v1/", StringComparison.Ordinal)).Select(Line).Order(StringComparer.Ordinal)) text.Append(line).Append('\n');
            text.Append('\n');
        }
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>Sorted by path, then verb.</summary>
    private static string Line(RouteEndpoint route)
    {
        var name = RouteRules.NameOf(route).Replace(":guid", "", StringComparison.Ordinal);
        var (verb, path) = (name[..name.IndexOf(' ', StringComparison.Ordinal)], name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var metadata = route.Metadata;
        var rest = metadata switch
        {
            _ when metadata.GetMetadata<PermissionMetadata>() is { } needed => $"`{needed.Permission.Name}` | {Reaches(needed.Permission)}",
            _ when metadata.GetMetadata<PublicMetadata>() is not null => "nothing: open to all | all | all | all | all",
            _ when metadata.GetMetadata<OperatorMetadata>() is not null => "an operator of the platform | – | – | – | –",
            _ when metadata.GetMetadata<SignedInMetadata>() is { OperatorsToo: true } signedIn => $"somebody signed in, operators too ({Reason(signedIn)}) | all | all | all | all",
            _ => $"somebody signed in ({Reason(metadata.GetRequiredMetadata<SignedInMetadata>())}) | all | all | all | all",
        };
        var proof = metadata.GetMetadata<RecentProof>() is not null ? " ⚿" : metadata.GetMetadata<RecentProofForSome>() is { } some ? $" (⚿ {some.What})" : "";
        return $"| `{path}` {verb}{proof} | {rest} |";
    }

    /// <summary>Why a role does not matter: most often because nothing but the caller's own is within reach.</summary>
    private static string Reason(SignedInMetadata signedIn) => char.ToLowerInvariant(signedIn.Why[0]) + signedIn.Why[1..].TrimEnd('.');

    private static string Reaches(Permission permission) => string.Join(" | ", new[] { Role.Owner, Role.Admin, Role.Analyst, Role.Member }.Select(role => permission.For(role) switch
    {
        Reach.All => "all",
        Reach.Own => "own",
        _ => "–",
    }));
}
