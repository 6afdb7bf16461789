using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Reporting.Data.Migrations
{
    /// <inheritdoc />
    public partial class WiderAmounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "vendor_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "vendor_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "spending_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "spending_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "project_amount",
                table: "project_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(27,4)",
                oldPrecision: 27,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "project_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "balance",
                table: "known_accounts",
                type: "numeric(27,4)",
                precision: 27,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "expense_facts",
                type: "numeric(27,4)",
                precision: 27,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(19,4)",
                oldPrecision: 19,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "daily_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "daily_totals",
                type: "numeric(38,4)",
                precision: 38,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(24,4)",
                oldPrecision: 24,
                oldScale: 4);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "vendor_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "vendor_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "spending_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "spending_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "project_amount",
                table: "project_totals",
                type: "numeric(27,4)",
                precision: 27,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "project_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "balance",
                table: "known_accounts",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(27,4)",
                oldPrecision: 27,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "expense_facts",
                type: "numeric(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(27,4)",
                oldPrecision: 27,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "reporting_amount",
                table: "daily_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);

            migrationBuilder.AlterColumn<decimal>(
                name: "amount",
                table: "daily_totals",
                type: "numeric(24,4)",
                precision: 24,
                scale: 4,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(38,4)",
                oldPrecision: 38,
                oldScale: 4);
        }
    }
}
