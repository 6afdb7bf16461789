using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Tenants.Data.Migrations
{
    /// <inheritdoc />
    public partial class PersonVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "person_version",
                table: "memberships",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "person_version",
                table: "memberships");
        }
    }
}
