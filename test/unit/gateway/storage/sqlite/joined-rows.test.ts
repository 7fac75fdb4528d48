// Joined rows: the same objects as the library's own way, whatever stands in them.
import { describe, expect, test } from 'vitest';
import { openConnection } from '../../../../../gateway/storage/sqlite/connection.ts';
import { prepareJoined } from '../../../../../gateway/storage/sqlite/joined-rows.ts';

const SQL = `
  SELECT people.*, pets.*, people.age * 2 AS doubled, EXISTS (SELECT 1 FROM pets) AS has_pets
  FROM people LEFT JOIN pets ON pets.owner = people.name WHERE people.age >= ? ORDER BY people.age`;

function furnished() {
  const db = openConnection(':memory:');
  db.exec(`
    CREATE TABLE people (name TEXT, age INTEGER) STRICT;
    CREATE TABLE pets (name TEXT, owner TEXT) STRICT;
    INSERT INTO people VALUES ('Ada', 30), ('Bo', 40), ('Cy', NULL);
    INSERT INTO pets VALUES ('Rex', 'Bo')`);
  return db;
}

describe('joined rows', () => {
  test('come apart by table, computed ones under $, as the library would give them', () => {
    const db = furnished();
    const joined = prepareJoined<[number], object>(db, SQL);
    const expanded = db.prepare<[number], object>(SQL).expand();
    expect(joined.all(1)).toEqual(expanded.all(1));
    expect(joined.get(40)).toEqual({
      people: { name: 'Bo', age: 40 },
      pets: { name: 'Rex', owner: 'Bo' },
      $: { doubled: 80, has_pets: 1 },
    });
    expect(joined.get(99)).toBeUndefined();
    db.close();
  });
});
