using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Expenses.Data.Migrations
{
    /// <inheritdoc />
    public partial class NoticedLimit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "noticed_limit",
                table: "projects",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "noticed_limit",
                table: "projects");
        }
    }
}
