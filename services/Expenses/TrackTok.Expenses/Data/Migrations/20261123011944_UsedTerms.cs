using System;
using Microsoft.EntityFrameworkCore.Migrations;
using TrackTok.Expenses.Terms;

#nullable disable

namespace TrackTok.Expenses.Data.Migrations
{
    /// <inheritdoc />
    public partial class UsedTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "used_terms",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    uses = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_used_terms", x => new { x.tenant_id, x.kind, x.key, x.person_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_expenses_tenant_id_deleted_at",
                table: "expenses",
                columns: new[] { "tenant_id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.Sql(UsedTermMapping.Script);
            migrationBuilder.Sql(UsedTermMapping.Backfill);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION count_used_terms() CASCADE");

            migrationBuilder.DropTable(
                name: "used_terms");

            migrationBuilder.DropIndex(
                name: "ix_expenses_tenant_id_deleted_at",
                table: "expenses");
        }
    }
}
