import { test, expect } from './support/site';

const hashOf = (experiment: object) =>
  `#experiment=${encodeURIComponent(JSON.stringify(experiment))}`;

test('a link sets the experiment up, and the page gives such links away', async ({
  page,
  context,
  inkling,
  site,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await inkling.set('Learning rate', '0.05');
  await inkling.button(/^Copy link/).click();
  await expect(inkling.button(/^Copy link/)).toContainText('Copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.startsWith(`${site}#experiment=`)).toBe(true);

  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('textbox', { name: 'Learning rate', exact: true })).toHaveValue(
    '0.05',
  );
  await other.close();
});

test('a link that asks for nonsense is told why, in the words of the page', async ({
  page,
  inkling,
  site,
}) => {
  const nesterov = { type: 'sgd', nesterov: true };
  await page.goto(`${site}${hashOf({ seed: -5, training: { optimizer: nesterov } })}`);
  await page.reload();
  await inkling.ready();
  const notice = page.getByRole('alert').filter({ hasText: 'link' });
  await expect(notice).toContainText('Seed: Must be a whole number from 0 to 4294967295');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await expect(inkling.field('Seed')).toHaveValue('1');
});
