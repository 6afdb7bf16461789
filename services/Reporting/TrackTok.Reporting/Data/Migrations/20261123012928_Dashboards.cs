using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Reporting.Data.Migrations
{
    /// <inheritdoc />
    public partial class Dashboards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "change",
                table: "expense_facts",
                type: "character varying(30)",
                maxLength: 30,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "project_amount",
                table: "expense_facts",
                type: "numeric(27,4)",
                precision: 27,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "title",
                table: "expense_facts",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "vendor",
                table: "expense_facts",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "daily_totals",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    category_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reporting_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false),
                    reporting_amount = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_totals", x => new { x.tenant_id, x.day, x.category_id, x.currency, x.reporting_currency });
                });

            migrationBuilder.CreateTable(
                name: "known_accounts",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    balance = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false),
                    low_balance_threshold = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_accounts", x => new { x.tenant_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "known_projects",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    start_date = table.Column<DateOnly>(type: "date", nullable: true),
                    end_date = table.Column<DateOnly>(type: "date", nullable: true),
                    starting_budget = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_projects", x => new { x.tenant_id, x.project_id });
                });

            migrationBuilder.CreateTable(
                name: "project_totals",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    span = table.Column<short>(type: "smallint", nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    part_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    converted = table.Column<bool>(type: "boolean", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false),
                    project_amount = table.Column<decimal>(type: "numeric(27,4)", precision: 27, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_totals", x => new { x.tenant_id, x.project_id, x.span, x.starts_on, x.part_id, x.currency, x.converted });
                });

            migrationBuilder.CreateTable(
                name: "vendor_totals",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    vendor = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reporting_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false),
                    reporting_amount = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vendor_totals", x => new { x.tenant_id, x.month, x.vendor, x.currency, x.reporting_currency });
                });

            migrationBuilder.CreateIndex(
                name: "ix_expense_facts_tenant_id_created_by_revised_at",
                table: "expense_facts",
                columns: new[] { "tenant_id", "created_by", "revised_at" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_expense_facts_tenant_id_project_id_project_amount",
                table: "expense_facts",
                columns: new[] { "tenant_id", "project_id", "project_amount" },
                filter: "NOT deleted AND project_amount IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_expense_facts_tenant_id_revised_at",
                table: "expense_facts",
                columns: new[] { "tenant_id", "revised_at" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_known_accounts_low",
                table: "known_accounts",
                column: "tenant_id",
                filter: "balance < low_balance_threshold AND NOT deleted AND NOT archived");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "daily_totals");

            migrationBuilder.DropTable(
                name: "known_accounts");

            migrationBuilder.DropTable(
                name: "known_projects");

            migrationBuilder.DropTable(
                name: "project_totals");

            migrationBuilder.DropTable(
                name: "vendor_totals");

            migrationBuilder.DropIndex(
                name: "ix_expense_facts_tenant_id_created_by_revised_at",
                table: "expense_facts");

            migrationBuilder.DropIndex(
                name: "ix_expense_facts_tenant_id_project_id_project_amount",
                table: "expense_facts");

            migrationBuilder.DropIndex(
                name: "ix_expense_facts_tenant_id_revised_at",
                table: "expense_facts");

            migrationBuilder.DropColumn(
                name: "change",
                table: "expense_facts");

            migrationBuilder.DropColumn(
                name: "project_amount",
                table: "expense_facts");

            migrationBuilder.DropColumn(
                name: "title",
                table: "expense_facts");

            migrationBuilder.DropColumn(
                name: "vendor",
                table: "expense_facts");
        }
    }
}
