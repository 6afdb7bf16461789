using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class ToldRefusals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refusal_told_at",
                table: "sign_in_counters",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "refusal_told_at",
                table: "sign_in_counters");
        }
    }
}
