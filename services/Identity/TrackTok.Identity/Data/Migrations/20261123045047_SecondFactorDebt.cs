using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class SecondFactorDebt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "second_factor_by",
                table: "sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "passkeys",
                table: "people",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "second_factor_version",
                table: "people",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // Who has one already: the first word of it that a company hears counts as news.
            migrationBuilder.Sql("UPDATE people SET second_factor_version = 1 WHERE totp_since IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "second_factor_by",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "passkeys",
                table: "people");

            migrationBuilder.DropColumn(
                name: "second_factor_version",
                table: "people");
        }
    }
}
