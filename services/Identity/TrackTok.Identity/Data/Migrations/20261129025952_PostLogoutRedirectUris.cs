using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class PostLogoutRedirectUris : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "post_logout_redirect_uris",
                table: "apps",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            // Apps that send people here may ask for their sign-out too, from now on.
            migrationBuilder.Sql("""UPDATE oauth_clients SET permissions = replace(permissions, '"ept:authorization"', '"ept:authorization","ept:end_session"') WHERE permissions LIKE '%"ept:authorization"%'""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "post_logout_redirect_uris",
                table: "apps");
        }
    }
}
