using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Budgets.Data.Migrations
{
    /// <inheritdoc />
    public partial class LivingFactsByDate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_expense_facts_tenant_id_expense_date_expense_id",
                table: "expense_facts");

            migrationBuilder.CreateIndex(
                name: "ix_expense_facts_tenant_id_expense_date_expense_id",
                table: "expense_facts",
                columns: new[] { "tenant_id", "expense_date", "expense_id" },
                filter: "NOT deleted");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_expense_facts_tenant_id_expense_date_expense_id",
                table: "expense_facts");

            migrationBuilder.CreateIndex(
                name: "ix_expense_facts_tenant_id_expense_date_expense_id",
                table: "expense_facts",
                columns: new[] { "tenant_id", "expense_date", "expense_id" });
        }
    }
}
