using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Tenants.Data.Migrations
{
    /// <inheritdoc />
    public partial class SecondFactorPolicy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "second_factor_changed_at",
                table: "tenants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "second_factor_grace_days",
                table: "tenants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "second_factor_since",
                table: "tenants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "second_factor",
                table: "memberships",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "second_factor_version",
                table: "memberships",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "second_factor_changed_at",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "second_factor_grace_days",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "second_factor_since",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "second_factor",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "second_factor_version",
                table: "memberships");
        }
    }
}
